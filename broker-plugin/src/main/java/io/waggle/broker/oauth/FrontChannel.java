package io.waggle.broker.oauth;

/** The pages of the authorization server that browsers go through. */
public record FrontChannel(AuthorizationEndpoint authorization, CallbackEndpoint callback, LoginCookie cookie) {}
