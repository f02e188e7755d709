/** The browser's word for a word of protobuf; undefined for one of a later version. */
export function nameOf<Name extends string, Wire>(
  names: Readonly<Record<Name, Wire>>,
  wire: Wire,
): Name | undefined {
  const all = Object.keys(names) as Name[]; // keys of the table
  return all.find((name) => names[name] === wire);
}
