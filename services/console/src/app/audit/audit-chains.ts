import { reasonError } from '@firstring/contracts';
import { assert, BoundedQueue, deferred, failpoint, type Deferred } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import {
  CHAIN_START,
  linkEntries,
  type AuditEntry,
  type AuditRecord,
  type ChainEnd,
} from '../../domain/audit/chain.ts';
import { recordId, type AuditHeadDoc, type AuditRecordDoc } from '../../store/audit.ts';
import { sha256 } from './sha256.ts';

/** One write takes the records of everybody who waited for the write before it. */
const BATCH_MAX = 64;
const WAITING_MAX = 2000;

export interface AuditCollections {
  readonly records: Collection<AuditRecordDoc>;
  readonly heads: Collection<AuditHeadDoc>;
}

interface Turn {
  readonly entry: AuditEntry;
  readonly written: Deferred<void>;
}

interface Chain {
  readonly waiting: BoundedQueue<Turn>;
  writing: boolean;
}

/**
 * The chains of the audit, one a process and one for the installation. A batch is written in two steps: the chain's head
 * moves by compare-and-set and carries the new records, then they are copied to their own documents. Whoever dies in between
 * leaves a head from which the next writer copies them first, so no two instances ever write the same place of a chain.
 */
export class AuditChains {
  readonly #collections: AuditCollections;
  readonly #chains = new Map<string, Chain>();

  constructor(collections: AuditCollections) {
    this.#collections = collections;
  }

  /** Resolves when the record is durable; AUDIT_UNAVAILABLE when too many wait, or what the store threw. */
  async append(chainId: string, entry: AuditEntry): Promise<void> {
    const chain = this.#chain(chainId);
    const written = deferred<void>();
    if (!chain.waiting.push({ entry, written })) throw reasonError('AUDIT_UNAVAILABLE');
    if (!chain.writing) void this.#writeWaiting(chainId, chain);
    await written.promise;
  }

  /** Copies what a writer that died left in the head, before anybody reads the chain; returns the chain's end. */
  async settle(chainId: string): Promise<ChainEnd> {
    const head = await this.#collections.heads.get(chainId);
    if (head === undefined) return CHAIN_START;
    await this.#copy(head.doc.latest);
    return { sequence: head.doc.sequence, hash: head.doc.hash };
  }

  #chain(chainId: string): Chain {
    const known = this.#chains.get(chainId);
    if (known !== undefined) return known;
    const chain: Chain = { waiting: new BoundedQueue(WAITING_MAX), writing: false };
    this.#chains.set(chainId, chain);
    return chain;
  }

  /** Never rejects: each waiting caller hears of their own batch's failure. */
  async #writeWaiting(chainId: string, chain: Chain): Promise<void> {
    chain.writing = true;
    while (chain.waiting.size > 0) {
      const turns = chain.waiting.take(BATCH_MAX);
      try {
        await this.#write(
          chainId,
          turns.map(({ entry }) => entry),
        );
        for (const { written } of turns) written.resolve();
      } catch (thrown) {
        for (const { written } of turns) written.reject(thrown);
      }
    }
    chain.writing = false;
  }

  async #write(chainId: string, entries: readonly AuditEntry[]): Promise<void> {
    const settled = await this.settle(chainId);
    await failpoint('console.a2.before');
    const records = await updateDocument(this.#collections.heads, chainId, (head) => {
      // Another instance may have moved the head meanwhile: what it has not copied yet is carried on.
      const open = (head?.latest ?? []).filter(({ sequence }) => sequence > settled.sequence);
      const latest = [...open, ...linkEntries(chainId, head ?? CHAIN_START, entries, sha256)];
      const end = latest.at(-1);
      assert(end !== undefined, 'a batch has a record');
      return { answer: latest, doc: { sequence: end.sequence, hash: end.hash, latest } };
    });
    await failpoint('console.a2.after');
    await this.#copy(records);
  }

  /** Records that are there already stay as they are. */
  async #copy(records: readonly AuditRecord[]): Promise<void> {
    await this.#collections.records.putMany(
      records.map((doc) => ({ id: recordId(doc.chainId, doc.sequence), doc, expectedVersion: 0 })),
    );
  }
}
