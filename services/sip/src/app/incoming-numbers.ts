import type { IncomingNumber } from '../domain/incoming-number.ts';

/** The numbers people call, as lead-store publishes them. */
export class IncomingNumbers {
  readonly #byId = new Map<string, IncomingNumber>();
  readonly #idByPhone = new Map<string, string>();

  /** An older version than the known one changes nothing. */
  set(number: IncomingNumber): void {
    const known = this.#byId.get(number.incomingNumberId);
    if (known !== undefined && known.version > number.version) return;
    this.#drop(known);
    this.#byId.set(number.incomingNumberId, number);
    this.#idByPhone.set(number.phone, number.incomingNumberId);
  }

  remove(incomingNumberId: string): void {
    this.#drop(this.#byId.get(incomingNumberId));
  }

  find(phone: string): IncomingNumber | undefined {
    return this.#byId.get(this.#idByPhone.get(phone) ?? '');
  }

  #drop(number: IncomingNumber | undefined): void {
    if (number === undefined) return;
    this.#byId.delete(number.incomingNumberId);
    const { phone, incomingNumberId } = number;
    if (this.#idByPhone.get(phone) === incomingNumberId) this.#idByPhone.delete(phone);
  }
}
