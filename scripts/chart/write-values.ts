import { Document, isMap, isPair, isScalar, type Pair } from 'yaml';
import type { JsonSchema } from './json-schema.ts';

const HEAD = ` Written by \`npm run generate\` from scripts/chart/values.ts; README.md has every setting of every service.
 The defaults expect your own Kafka and MongoDB: see ci/ for files to begin with.`;

/** values.yaml: every default, under the sentence that says what it is. */
export function writeValues(defaults: object, schema: JsonSchema): string {
  const document = new Document(defaults);
  document.commentBefore = HEAD;
  explain(document.contents, schema);
  return document.toString({ lineWidth: 0 });
}

function explain(node: unknown, schema: JsonSchema | undefined): void {
  if (!isMap(node)) return;
  for (const item of node.items) {
    if (!isPair(item)) continue;
    const pair: Pair = item;
    if (!isScalar(pair.key)) continue;
    const property = schema?.properties?.[String(pair.key.value)];
    if (property?.description !== undefined) pair.key.commentBefore = ` ${property.description}`;
    explain(pair.value, property);
  }
}
