import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** A writer's buffers cost more than what is written into them, so the one for events is kept. */
const writer = new BinaryWriter();

/** A message of its own as bytes, for where there are many: events. */
export function encodeBytes<Message>(
  codec: { encode(message: Message, writer: BinaryWriter): BinaryWriter },
  message: Message,
): Uint8Array {
  try {
    return codec.encode(message, writer).finish();
  } catch (error) {
    // Nothing of a message that could not be written may stand before the next one.
    writer.finish();
    throw error;
  }
}
