import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The in-memory MongoDB stand-in on a port of loopback; it reports a wire version that the driver of today accepts. */
public class MongodbStandIn {
  record Reported(List<Integer> getVersionArray, int getWireVersion) implements MongoVersion {}

  public static void main(String[] args) {
    Backend backend = new Backend();
    backend.version(new Reported(List.of(5, 0, 0), 13));
    MongoServer server = new MongoServer(backend);
    server.bind(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
    System.out.println("listening");
  }

  static class Backend extends MemoryBackend {
    private final Set<String> failing = new HashSet<>();
    private int failures = 0;
    private int failureCode = 0;

    @Override
    public MemoryDatabase openOrCreateDatabase(String name) {
      return new Database(name, getCursorRegistry());
    }

    @Override
    public Document handleMessage(MongoMessage message) {
      Document command = message.getDocument();
      String name = command.keySet().iterator().next();
      if (name.equals("configureFailPoint")) return failFromNowOn(command);
      if (name.equals("saslStart")) throw new MongoServerError(18, "AuthenticationFailed", "Authentication failed.");
      failIfToldTo(name);
      if (name.equals("update") && message.getDatabaseName().startsWith("careless")) return everythingDone(command);
      return super.handleMessage(message);
    }

    /** MongoDB's own command for tests, of which `failCommand` with a count and an error code is known here. */
    private synchronized Document failFromNowOn(Document command) {
      Document data = (Document) command.getOrDefault("data", new Document());
      failing.clear();
      if (command.get("mode") instanceof Document mode) {
        failures = ((Number) mode.get("times")).intValue();
        failureCode = ((Number) data.get("errorCode")).intValue();
        ((Collection<?>) data.get("failCommands")).forEach((each) -> failing.add(each.toString()));
      }
      return new Document("ok", 1.0);
    }

    private synchronized void failIfToldTo(String name) {
      if (failures == 0 || !failing.contains(name)) return;
      failures -= 1;
      throw new MongoServerError(failureCode, "Told", "told to fail");
    }

    /** In a database of this name every update claims to have won: what a server without compare-and-set does. */
    private static Document everythingDone(Document command) {
      int updates = ((Collection<?>) command.get("updates")).size();
      return new Document("n", updates).append("nModified", updates).append("ok", 1.0);
    }
  }

  static class Database extends MemoryDatabase {
    Database(String name, CursorRegistry cursors) {
      super(name, cursors);
    }

    @Override
    protected Index<Integer> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
      return new PartIndex(name, keys, sparse);
    }

    @Override
    protected Index<Integer> openOrCreateSecondaryIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
      return new LeadingFieldIndex(name, keys);
    }
  }

  /** Serves also filters that ask for more than the index's fields (the rest is compared afterwards): else each would read everything. */
  static class PartIndex extends MemoryUniqueIndex {
    PartIndex(String name, List<IndexKey> keys, boolean sparse) {
      super(name, keys, sparse);
    }

    @Override
    public synchronized boolean canHandle(Document query) {
      Document part = part(query);
      return part != null && super.canHandle(part);
    }

    @Override
    public synchronized Iterable<Integer> getPositions(Document query) {
      return super.getPositions(part(query));
    }

    private Document part(Document query) {
      Document part = new Document();
      for (String key : keySet()) {
        if (!query.containsKey(key)) return null;
        part.put(key, query.get(key));
      }
      return part;
    }
  }

  /**
   * Of an index that is not unique, where the documents with one text in its first field are; what else a filter asks for is compared
   * afterwards, and what is found is sorted. The server itself knows no such index, and would read everything.
   */
  static class LeadingFieldIndex extends Index<Integer> {
    private final List<String> path;
    private final Map<String, TreeSet<Integer>> positions = new HashMap<>();
    private final Map<Object, Integer> positionOfId = new HashMap<>();

    LeadingFieldIndex(String name, List<IndexKey> keys) {
      super(name, keys, true);
      path = List.of(keys.get(0).getKey().split("\\."));
    }

    @Override
    public synchronized boolean canHandle(Document query) {
      return query.get(keys().get(0)) instanceof String;
    }

    /** In the order of a scan. */
    @Override
    public synchronized Iterable<Integer> getPositions(Document query) {
      return List.copyOf(positions.getOrDefault(query.get(keys().get(0)), new TreeSet<>()));
    }

    @Override
    public synchronized void add(Document document, Integer position, MongoCollection<Integer> collection) {
      for (String text : texts(document)) positions.computeIfAbsent(text, (key) -> new TreeSet<>()).add(position);
      positionOfId.put(document.get("_id"), position);
    }

    @Override
    public synchronized Integer remove(Document document) {
      Integer position = positionOfId.remove(document.get("_id"));
      forget(document, position);
      return position;
    }

    @Override
    public synchronized void updateInPlace(Document before, Document after, Integer position, MongoCollection<Integer> collection) {
      forget(before, position);
      add(after, position, collection);
    }

    private void forget(Document document, Integer position) {
      for (String text : texts(document)) {
        positions.computeIfPresent(text, (key, at) -> at.remove(position) && at.isEmpty() ? null : at);
      }
    }

    private Set<String> texts(Document document) {
      Object value = document;
      for (String field : path) value = value instanceof Document inner ? inner.get(field) : null;
      if (value instanceof String text) return Set.of(text);
      Set<String> texts = new HashSet<>();
      if (value instanceof Collection<?> several) {
        for (Object each : several) if (each instanceof String text) texts.add(text);
      }
      return texts;
    }

    @Override
    public synchronized Integer getPosition(Document document) {
      return positionOfId.get(document.get("_id"));
    }

    @Override
    public synchronized long getCount() {
      return positionOfId.size();
    }

    @Override
    public long getDataSize() {
      return getCount();
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Integer> collection) {}

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Integer> collection) {}

    @Override
    public void drop() {}
  }
}
