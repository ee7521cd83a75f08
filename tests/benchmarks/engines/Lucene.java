// Lucene 8, as the other engines are measured: `build` makes an index, `measure` times queries,
// `memory` runs each once. Prints JSON. Queries are tab-separated, as queries.py writes them.

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsConfig;
import org.apache.lucene.facet.sortedset.DefaultSortedSetDocValuesReaderState;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetCounts;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollector;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

public class Lucene {
    static final int LIMIT = 10;
    static final Analyzer ANALYZER = new WhitespaceAnalyzer();

    record Wanted(String kind, String operator, String extra, String[] words) {}

    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "build" -> build(Path.of(arguments[1]), Path.of(arguments[2]));
            case "measure" -> measure(
                Path.of(arguments[1]),
                read(Path.of(arguments[2])),
                Integer.parseInt(arguments[3]),
                Long.parseLong(arguments[4]) * 1_000_000_000L);
            case "memory" -> memory(Path.of(arguments[1]), read(Path.of(arguments[2])));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    static void build(Path documents, Path folder) throws IOException {
        long begun = System.nanoTime();
        var facets = new FacetsConfig();
        var config = new IndexWriterConfig(ANALYZER).setRAMBufferSizeMB(512);
        try (var writer = new IndexWriter(FSDirectory.open(folder), config);
                BufferedReader lines = Files.newBufferedReader(documents)) {
            for (String line; (line = lines.readLine()) != null; ) {
                String[] parts = line.split("\t");
                var document = new Document();
                document.add(new StringField("id", parts[0], Field.Store.YES));
                document.add(new BinaryDocValuesField("id", new BytesRef(parts[0])));
                document.add(new SortedSetDocValuesFacetField("section", parts[1]));
                document.add(new SortedSetDocValuesFacetField("author", parts[2]));
                document.add(new SortedSetDocValuesFacetField("year", parts[3]));
                document.add(new TextField("text", parts[4], Field.Store.YES));
                writer.addDocument(facets.build(document));
            }
            writer.forceMerge(1);
        }
        System.out.println("{\"seconds\": " + (System.nanoTime() - begun) / 1e9 + "}");
    }

    static void measure(Path folder, Map<String, List<Wanted>> kinds, int rounds, long budget)
            throws IOException {
        var measured = new StringJoiner(", ", "{", "}");
        for (var kind : kinds.entrySet()) {
            List<Wanted> queries = kind.getValue();
            long begun = System.nanoTime();
            try (var index = new Opened(indexOf(folder, queries.get(0)))) {
                long opened = System.nanoTime() - begun;
                int[] found = {0};
                String first = time(index, queries, found);
                var warm = new StringJoiner(", ", "[", "]");
                long warmBegun = System.nanoTime();
                for (int round = 0; round < rounds; round++) {
                    if (round > 0 && System.nanoTime() - warmBegun > budget) break;
                    warm.add("[" + time(index, queries, new int[1]) + "]");
                }
                measured.add(
                    "\"" + kind.getKey() + "\": {\"open\": " + opened + ", \"found\": " + found[0]
                        + ", \"first\": [" + first + "], \"warm\": " + warm + "}");
            }
        }
        System.out.println(measured);
    }

    static void memory(Path folder, Map<String, List<Wanted>> kinds) throws IOException {
        try (var stems = new Opened(folder.resolve("stems"))) {
            for (var kind : kinds.entrySet())
                for (Wanted query : kind.getValue())
                    if (!query.operator().equals("phrase")) stems.search(query);
            for (String line : Files.readAllLines(Path.of("/proc/self/status")))
                if (line.startsWith("VmRSS:")) {
                    long kibibytes = Long.parseLong(line.replaceAll("\\D", ""));
                    System.out.println("{\"resident\": " + kibibytes * 1024 + "}");
                }
        }
    }

    static String time(Opened index, List<Wanted> queries, int[] found) throws IOException {
        var times = new StringJoiner(", ");
        for (Wanted query : queries) {
            long begun = System.nanoTime();
            int hits = index.search(query);
            times.add(Long.toString(System.nanoTime() - begun));
            found[0] += hits;
        }
        return times.toString();
    }

    static Path indexOf(Path folder, Wanted query) {
        return folder.resolve(query.operator().equals("phrase") ? "forms" : "stems");
    }

    static Map<String, List<Wanted>> read(Path file) throws IOException {
        var kinds = new LinkedHashMap<String, List<Wanted>>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t");
            String words = parts[1].equals("phrase") ? parts[3] : parts[4];
            kinds.computeIfAbsent(parts[0], name -> new ArrayList<>())
                .add(new Wanted(parts[0], parts[1], parts[2], words.split(" ")));
        }
        return kinds;
    }

    static class Opened implements AutoCloseable {
        final DirectoryReader reader;
        final IndexSearcher searcher;
        final DefaultSortedSetDocValuesReaderState facets;
        final UnifiedHighlighter highlighter;

        Opened(Path folder) throws IOException {
            reader = DirectoryReader.open(FSDirectory.open(folder));
            searcher = new IndexSearcher(reader);
            searcher.setQueryCache(null); // answers kept are no searches
            facets = new DefaultSortedSetDocValuesReaderState(reader);
            highlighter = new UnifiedHighlighter(searcher, ANALYZER);
        }

        int search(Wanted wanted) throws IOException {
            Query query = query(wanted);
            // All matches are counted, as our engine counts them, so none may be skipped.
            var best = TopScoreDocCollector.create(LIMIT, Integer.MAX_VALUE);
            if (wanted.extra().equals("facets")) {
                var matches = new FacetsCollector();
                searcher.search(query, MultiCollector.wrap(best, matches));
                var counts = new SortedSetDocValuesFacetCounts(facets, matches);
                counts.getTopChildren(100, "section");
                counts.getTopChildren(100, "year");
            } else {
                searcher.search(query, best);
            }
            TopDocs found = best.topDocs();
            for (ScoreDoc hit : found.scoreDocs) {
                var ids = MultiDocValues.getBinaryValues(reader, "id");
                if (ids.advanceExact(hit.doc)) ids.binaryValue().utf8ToString();
            }
            if (wanted.extra().equals("snippets")) highlighter.highlight("text", query, found);
            return found.scoreDocs.length;
        }

        static Query query(Wanted wanted) {
            if (wanted.operator().equals("phrase")) return new PhraseQuery("text", wanted.words());
            Occur occur = wanted.operator().equals("and") ? Occur.MUST : Occur.SHOULD;
            var query = new BooleanQuery.Builder();
            for (String word : wanted.words()) query.add(new TermQuery(new Term("text", word)), occur);
            return query.build();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
