import { PoisonMessage, type BusMessage } from '@firstring/bus';

/** The message of an event; one that cannot be read is put aside. */
export function decoded<T>(schema: { decode(payload: Uint8Array): T }, message: BusMessage): T {
  try {
    return schema.decode(message.payload);
  } catch (cause) {
    throw new PoisonMessage(`an event of type ${message.type} cannot be decoded`, { cause });
  }
}
