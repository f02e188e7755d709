/** Longer values are not worth keeping: they come from nobody who calls often, and memory stays bounded. */
const TEXT_LENGTH_MAX = 512;
const ENTRIES_MAX = 2_000;

/**
 * The same parser, which remembers its latest answers. One message is read by the transport, the transaction, the dialog and the engine in
 * turn, and its addresses come again in every message of the call; what they give is immutable, so all may share it. Memory is bounded:
 * two generations of entries, the older of which is dropped when the younger is full.
 */
export function remembered<T>(parse: (text: string) => T): (text: string) => T {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    if (text.length > TEXT_LENGTH_MAX) return parse(text);
    const own = ownCopy(text);
    const value = old.get(text) ?? parse(own);
    if (young.size >= ENTRIES_MAX) {
      old = young;
      young = new Map();
    }
    young.set(own, value);
    return value;
  };
}

/** A part of a string keeps the whole alive, here a message of up to 64 KB for a header of 50 characters. */
function ownCopy(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
