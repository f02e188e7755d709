/** Which calls an entry blocks. */
export type BlockDirection = 'inbound' | 'outbound' | 'both';

/** A number in E.164, or the beginning of one and a star. Two digits at least: one would be a ninth of the world. */
const PATTERN = /^\+(?:[1-9]\d{6,14}|[1-9]\d{1,13}\*)$/;

export function isPattern(text: string): boolean {
  return PATTERN.test(text);
}

/** The shortest pattern has two digits. */
const BEGINNING_MIN = '+12'.length;

/** Every pattern that covers this number: itself, and each of its beginnings. */
export function patternsOf(phone: string): readonly string[] {
  const lengths = Array.from(
    { length: Math.max(0, phone.length - BEGINNING_MIN + 1) },
    (_, more) => more + BEGINNING_MIN,
  );
  return [phone, ...lengths.map((length) => `${phone.slice(0, length)}*`).filter(isPattern)];
}

export function covers(pattern: string, phone: string): boolean {
  return pattern.endsWith('*') ? phone.startsWith(pattern.slice(0, -1)) : phone === pattern;
}

export function blocks(direction: BlockDirection, call: 'inbound' | 'outbound'): boolean {
  return direction === 'both' || direction === call;
}
