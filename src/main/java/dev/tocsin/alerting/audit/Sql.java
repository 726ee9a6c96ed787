package dev.tocsin.alerting.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** A statement in the making: text and, in their order, the values of its parameters. */
final class Sql {

    private static final int FETCH_SIZE = 500;

    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    /** Adds text and the values of the question marks in it, each a text or a number. */
    Sql add(String more, Object... moreValues) {
        text.append(more);
        Collections.addAll(values, moreValues);
        return this;
    }

    Sql add(Sql more) {
        text.append(more.text);
        values.addAll(more.values);
        return this;
    }

    /** Adds a list of values in parentheses. */
    Sql addList(Collection<?> list) {
        text.append('(')
                .append(String.join(", ", Collections.nCopies(list.size(), "?")))
                .append(')');
        values.addAll(list);
        return this;
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        return prepare(connection, "");
    }

    PreparedStatement prepare(Connection connection, String prefix) throws SQLException {
        var statement = connection.prepareStatement(prefix + text);
        statement.setFetchSize(FETCH_SIZE);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
