// What a script in TypeScript does with the API, with types generated from the document. The compiler
// checks the names and types; the test checks what this prints.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Line = components["schemas"]["ExportLine"];

async function main(baseUrl: string, id: string): Promise<void> {
  const client = createClient<paths>({ baseUrl });
  const read: string[] = [];
  let total = 0;
  let cursor: string | undefined;
  do {
    const query = cursor ? { q: "الحدود", per_page: 7, cursor } : { q: "الحدود", per_page: 7 };
    const { data, error } = await client.GET("/api/v1/search", { params: { query } });
    if (error) throw new Error(JSON.stringify(error));
    total = data.total;
    read.push(...data.hits.map((hit) => hit.id));
    cursor = data.next_cursor ?? undefined;
  } while (cursor);

  const exported = await client.GET("/api/v1/export", {
    params: { query: { q: "الحدود" } },
    parseAs: "text",
  });
  const lines: Line[] = (exported.data as string).trim().split("\n").map((line) => JSON.parse(line));
  const last = lines[lines.length - 1].end;

  const path = { id };
  const article = await client.GET("/api/v1/articles/{id}", { params: { path } });
  const citation = await client.GET("/api/v1/articles/{id}/citation", {
    params: { path, query: { format: "ris" } },
    parseAs: "text",
  });
  const missing = await client.GET("/api/v1/articles/{id}", { params: { path: { id: "nothing" } } });
  console.log(
    JSON.stringify({
      read,
      total,
      exported: lines.length,
      complete: last?.complete,
      hits: last?.hits,
      title: article.data?.title,
      citation: citation.data,
      missing: missing.error?.status,
    }),
  );
}

void main(process.argv[2], process.argv[3]);
