import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * What {@code monitor.sh audit} does with the embedded database beside the service, run from this source with the
 * service's driver: {@code copy FROM TO} as it is at one instant, and {@code head FILE}.
 */
final class EmbeddedDatabase {

    private EmbeddedDatabase() {}

    public static void main(String... arguments) {
        try {
            if (arguments[0].equals("copy")) {
                copy(Path.of(arguments[1]), Path.of(arguments[2]));
            } else {
                System.out.println(head(Path.of(arguments[1])));
            }
        } catch (SQLException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Writers of the service go on meanwhile: a reader of a write-ahead log holds nobody up. */
    private static void copy(Path from, Path to) throws SQLException {
        try (var database = open(from, "rw");
                var statement = database.prepareStatement("VACUUM INTO ?")) {
            statement.setString(1, to.toString());
            statement.execute();
        }
    }

    /** How many entries the log of a whole database has, and the hash of the last. */
    private static String head(Path file) throws SQLException {
        try (var database = open(file, "ro");
                var statement = database.createStatement()) {
            try (var check = statement.executeQuery("PRAGMA quick_check(1)")) {
                check.next();
                if (!check.getString(1).equals("ok")) {
                    throw new SQLException(check.getString(1));
                }
            }
            try (var head = statement.executeQuery("SELECT length, hash FROM audit_head")) {
                head.next();
                return head.getLong(1) + " " + head.getString(2);
            }
        }
    }

    private static Connection open(Path file, String mode) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file.toUri() + "?mode=" + mode);
    }
}
