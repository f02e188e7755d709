/**
 * What runs in the sandbox before any script: everything a script can reach is frozen, so that it can leave nothing behind for the
 * next lead; chance comes from a seed. Answers a function of the script's text, the lead as JSON and the seed, which answers a text: a
 * letter for the kind of answer and the answer. The text is evaluated anew for each lead, in strict mode: its variables are its own.
 */
export const REALM_SOURCE = `(() => {
  'use strict';
  const { freeze, getPrototypeOf, getOwnPropertyDescriptors } = Object;
  const { ownKeys } = Reflect;
  const { isFinite } = Number;
  const { parse } = JSON;
  const { imul } = Math;
  const toText = String;
  const evaluate = eval;
  const Internal = InternalError;
  const beginning = Function.prototype.call.bind(String.prototype.substring);

  let state = 0;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };

  const seen = new Set();
  const freezeAll = (root) => {
    const open = [root];
    while (open.length > 0) {
      const value = open.pop();
      const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
      if (!isObject || seen.has(value)) continue;
      seen.add(value);
      open.push(getPrototypeOf(value));
      const properties = getOwnPropertyDescriptors(value);
      for (const name of ownKeys(properties)) open.push(properties[name].value, properties[name].get, properties[name].set);
      freeze(value);
    }
  };
  // Those that no name leads to.
  const unnamed = [
    (function* () {})(), function* () {}, async function () {}, async function* () {}, [].values(), ''[Symbol.iterator](),
    new Map().entries(), new Set().entries(), 'a'.matchAll(/a/g),
  ];
  for (const each of unnamed) freezeAll(each);
  freezeAll(globalThis);

  const answer = (value) => {
    if (typeof value === 'number' && isFinite(value)) return 'n' + value;
    if (typeof value === 'string') return 's' + beginning(value, 0, 256);
    return 'xkey(lead) answers a number or text, not ' + (typeof value === 'number' ? toText(value) : typeof value);
  };
  return (source, lead, seed) => {
    state = seed;
    try {
      const key = evaluate(source);
      if (typeof key !== 'function') return 'xkey is no function';
      if (lead === '') return 'n0';
      const facts = parse(lead);
      freeze(facts.custom);
      return answer(key(freeze(facts)));
    } catch (error) {
      const text = toText(error);
      if (error instanceof Internal && error.message === 'out of memory') return 'm';
      return 'x' + beginning(text, 0, 200);
    }
  };
})()`;
