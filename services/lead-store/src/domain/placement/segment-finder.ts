import type { FilterNode } from '@firstring/domain/filters';
import type { AssignedSegment } from './criteria-steps.ts';

/** Compiles a tree for one kind of subject. */
export type CompileSegment<Subject> = (root: FilterNode) => (subject: Subject) => boolean;

const NONE: readonly string[] = [];

/** Finds the segments that have a lead, whatever form leads are kept in. */
export class SegmentFinder<Subject> {
  readonly #segments: readonly { readonly segmentId: string; readonly has: (subject: Subject) => boolean }[];

  constructor(segments: readonly AssignedSegment[], compile: CompileSegment<Subject>) {
    this.#segments = segments.map(({ segmentId, root }) => ({ segmentId, has: compile(root) }));
  }

  /** Ids, in the order of the segments. */
  segmentsOf(subject: Subject): readonly string[] {
    let found: string[] | undefined;
    for (const { segmentId, has } of this.#segments) if (has(subject)) (found ??= []).push(segmentId);
    return found ?? NONE;
  }
}
