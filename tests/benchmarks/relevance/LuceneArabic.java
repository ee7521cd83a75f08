// Searches with Lucene's ArabicAnalyzer and BM25 as they come, any of the words.
//
// Arguments: a file of articles (id, title, text), a file of queries (id, text), a folder for the
// index, the number of hits per query, and the boosts of the title. Columns are separated by tabs.
// Prints a line for each hit: boost, query, article, score. With a boost of 0, title and text are
// one field; with others, the title is a field of its own beside the text.

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

public class LuceneArabic {
    static final Analyzer ANALYZER = new ArabicAnalyzer();

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[2]);
        build(Path.of(arguments[0]), folder);
        int hits = Integer.parseInt(arguments[3]);
        try (var reader = DirectoryReader.open(FSDirectory.open(folder));
                var out = new BufferedWriter(
                    new OutputStreamWriter(System.out, StandardCharsets.UTF_8))) {
            var searcher = new IndexSearcher(reader);
            for (String line : Files.readAllLines(Path.of(arguments[1]))) {
                String[] columns = line.split("\t");
                List<String> words = words(columns[1]);
                for (int number = 4; number < arguments.length; number++) {
                    String boost = arguments[number];
                    Query query = query(words, Float.parseFloat(boost));
                    for (ScoreDoc hit : searcher.search(query, hits).scoreDocs) {
                        String id = reader.storedFields().document(hit.doc).get("id");
                        out.write(String.join("\t", boost, columns[0], id, "" + hit.score));
                        out.newLine();
                    }
                }
            }
        }
    }

    static void build(Path articles, Path folder) throws IOException {
        var config = new IndexWriterConfig(ANALYZER);
        try (var writer = new IndexWriter(FSDirectory.open(folder), config);
                BufferedReader lines = Files.newBufferedReader(articles)) {
            for (String line; (line = lines.readLine()) != null; ) {
                String[] columns = line.split("\t", -1);
                var document = new Document();
                document.add(new StoredField("id", columns[0]));
                document.add(new TextField("title", columns[1], Field.Store.NO));
                document.add(new TextField("text", columns[2], Field.Store.NO));
                document.add(new TextField("all", columns[1] + " " + columns[2], Field.Store.NO));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
    }

    static List<String> words(String text) throws IOException {
        var words = new ArrayList<String>();
        try (TokenStream stream = ANALYZER.tokenStream("text", text)) {
            var word = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) words.add(word.toString());
            stream.end();
        }
        return words;
    }

    static Query query(List<String> words, float boost) {
        var query = new BooleanQuery.Builder();
        for (String word : words) {
            if (boost == 0) {
                query.add(new TermQuery(new Term("all", word)), Occur.SHOULD);
            } else {
                query.add(new TermQuery(new Term("text", word)), Occur.SHOULD);
                var title = new TermQuery(new Term("title", word));
                query.add(new BoostQuery(title, boost), Occur.SHOULD);
            }
        }
        return query.build();
    }
}
