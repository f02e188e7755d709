import { PoisonMessage, type BusMessage } from './port.ts';

/** What a message carries, by its codec; a PoisonMessage where it cannot be read: no retry can help it. */
export function decoded<Event>(codec: { decode(payload: Uint8Array): Event }, message: BusMessage): Event {
  try {
    return codec.decode(message.payload);
  } catch (cause) {
    throw new PoisonMessage(`an event of type ${message.type} cannot be decoded`, { cause });
  }
}
