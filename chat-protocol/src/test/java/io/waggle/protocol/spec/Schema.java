package io.waggle.protocol.spec;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a .proto says, read from the descriptor that protoc made of it. Names are relative to the package. */
record Schema(String protoPackage, List<MessageType> messages, List<EnumType> enums) {

    record MessageType(String name, List<Field> fields, List<String> reserved) {

        Optional<Field> field(int number) {
            return fields.stream().filter(field -> field.number() == number).findFirst();
        }
    }

    /**
     * One field.
     *
     * @param type a scalar's name as in a .proto, or a message's or enum's
     * @param label {@code repeated}, {@code optional}, {@code oneof NAME}, or nothing
     */
    record Field(int number, String name, String type, String label) {

        boolean isRepeated() {
            return label.equals("repeated");
        }
    }

    record EnumType(String name, List<Value> values) {}

    record Value(int number, String name) {}

    Optional<MessageType> message(String name) {
        return messages.stream().filter(message -> message.name().equals(name)).findFirst();
    }

    Optional<EnumType> enumeration(String name) {
        return enums.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    /**
     * What a reader or writer of this schema relies on, one line for each thing. A later schema is compatible when it says
     * all of them still, whatever else it says.
     */
    Set<String> facts() {
        Set<String> facts = new TreeSet<>();
        for (MessageType message : messages) {
            String name = protoPackage + '.' + message.name();
            facts.add("message " + name);
            message.reserved().forEach(what -> facts.add("reserved in " + name + ": " + what));
            for (Field field : message.fields()) {
                facts.add("field " + name + '.' + field.name() + " = " + field.number() + ' ' + field.label() + ' '
                        + field.type());
            }
        }
        for (EnumType type : enums) {
            String name = protoPackage + '.' + type.name();
            facts.add("enum " + name);
            type.values().forEach(value -> facts.add("value " + name + '.' + value.name() + " = " + value.number()));
        }
        return facts;
    }
}
