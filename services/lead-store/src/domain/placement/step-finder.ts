import type { PriorityLevel } from '@firstring/domain';
import type { FilterNode } from '@firstring/domain/filters';
import { namesLevel, type CriteriaStep } from './criteria-steps.ts';

/** The levels a lead may reach by time alone, as `Placement.step_by_level` has them; `waiting` is its "none". */
const LEVELS: readonly PriorityLevel[] = ['P1', 'P2', 'P3', 'P4', 'waiting'];

/** Compiles a tree for one kind of subject; `level` says which level is asked for at the moment. */
export type CompileRoot<Subject> = (
  root: FilterNode,
  level: () => PriorityLevel,
) => (subject: Subject) => boolean;

/** Finds the step of leads, whatever form they are kept in. */
export class StepFinder<Subject> {
  readonly #steps: readonly (readonly ((subject: Subject) => boolean)[])[];
  readonly #namesLevel: boolean;
  /** Most leads have the same step in every level: one answer for all of them. */
  readonly #same: readonly Buffer[];
  #level: PriorityLevel = 'P1';

  constructor(steps: readonly CriteriaStep[], compile: CompileRoot<Subject>) {
    const level = (): PriorityLevel => this.#level;
    this.#steps = steps.map(({ roots }) => roots.map((root) => compile(root, level)));
    this.#namesLevel = steps.some(({ roots }) => roots.some(namesLevel));
    this.#same = Array.from({ length: steps.length + 1 }, (_, step) => Buffer.alloc(LEVELS.length, step));
  }

  /** Five bytes, not to be changed; 0 = in no step. */
  stepByLevel(subject: Subject): Buffer {
    const [first = 'P1'] = LEVELS;
    const step = this.#stepIn(first, subject);
    const same = this.#same[step] ?? NOWHERE;
    if (!this.#namesLevel) return same;
    const steps = Buffer.from(LEVELS.map((level) => this.#stepIn(level, subject)));
    return steps.every((each) => each === step) ? same : steps;
  }

  #stepIn(level: PriorityLevel, subject: Subject): number {
    this.#level = level;
    return 1 + this.#steps.findIndex((tests) => tests.every((test) => test(subject)));
  }
}

const NOWHERE = Buffer.alloc(LEVELS.length);
