import { PoisonMessage, type BusMessage } from './port.ts';

/** What a message carries, by its codec; a PoisonMessage where it cannot be read: no retry can help it. */
export function decoded<Event>(codec: { decode(payload: Uint8Array): Event }, message: BusMessage): Event {
  try {
    return codec.decode(message.payload);
  } catch (cause) {
    throw new PoisonMessage(`an event of type ${message.type} cannot be decoded`, { cause });
  }
}

/**
 * The same of a topic that is keyed by process: a PoisonMessage too where the event is of another process than its key. Its publisher
 * never writes one, so it is not its publisher's, and what follows from it would be another process's.
 */
export function decodedOfProcess<Event extends { readonly processId: string }>(
  codec: { decode(payload: Uint8Array): Event },
  message: BusMessage,
): Event {
  const event = decoded(codec, message);
  if (event.processId === message.key) return event;
  throw new PoisonMessage(`an event of type ${message.type} is of another process than its key`);
}
