import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import java.net.InetSocketAddress;
import java.util.List;

/** The in-memory MongoDB stand-in on a port of loopback; it reports a wire version that the driver of today accepts. */
public class MongodbStandIn {
  record Reported(List<Integer> getVersionArray, int getWireVersion) implements MongoVersion {}

  public static void main(String[] args) {
    MemoryBackend backend = new MemoryBackend() {
      @Override
      public MemoryDatabase openOrCreateDatabase(String name) {
        return new Database(name, getCursorRegistry());
      }
    };
    backend.version(new Reported(List.of(5, 0, 0), 13));
    MongoServer server = new MongoServer(backend);
    server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
    System.out.println("listening");
  }

  static class Database extends MemoryDatabase {
    Database(String name, CursorRegistry cursors) {
      super(name, cursors);
    }

    @Override
    protected Index<Integer> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
      return new PartIndex(name, keys, sparse);
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
}
