import { Document, isMap, isScalar, isSeq, visit } from 'yaml';
import { POLICY } from './policy-codec.ts';
import type { Policy } from './policy.ts';

/** A sequence of short values is one line up to this length. */
const LINE_CHARS = 90;

/** A policy as YAML, always the same text for the same policy; `parsePolicy` makes the same policy of it again. */
export function printPolicy(policy: Policy): string {
  const document = new Document(POLICY.write(policy));
  visit(document, {
    Seq(_key, node) {
      const scalars = node.items.filter(isScalar);
      const isShort = scalars.reduce((sum, { value }) => sum + String(value).length + 2, 0) < LINE_CHARS;
      if (scalars.length === node.items.length && isShort) node.flow = true;
    },
    Scalar(_key, node) {
      // A number to other YAML readers, who would drop its +.
      if (typeof node.value === 'string' && /^\+\d/.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  // A blank line before each section.
  if (isMap(document.contents)) {
    for (const { key, value } of document.contents.items) {
      if (isScalar(key) && (isMap(value) || isSeq(value))) key.spaceBefore = true;
    }
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
