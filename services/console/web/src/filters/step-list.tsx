import type { ReactNode } from 'react';
import { moved } from '../logic/layer-list.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './filters.module.css';

interface StepListProps<T> {
  items: readonly T[];
  /** Names an item for people who hear its buttons without its row. */
  nameOf(item: T): string;
  onChange(items: T[]): void;
  /** How far an item is set in. */
  depthOf?(item: T): number;
  /** Buttons of an item beside those that every list has. */
  extras?(item: T, index: number): ReactNode;
  children(item: T, index: number): ReactNode;
}

/** A list whose order matters: every item has buttons that move it, so that no mouse is needed. */
export function StepList<T>({ items, nameOf, onChange, depthOf, extras, children }: StepListProps<T>) {
  return (
    <ol className={styles['steps']}>
      {items.map((item, index) => (
        // The items have no identity of their own: their place is what they are known by.
        // oxlint-disable-next-line react/no-array-index-key
        <li
          key={index}
          className={styles['step']}
          style={{ marginInlineStart: `calc(${depthOf?.(item) ?? 0} * var(--gap-5))` }}
        >
          <div>{children(item, index)}</div>
          <Button
            aria-label={`Move ${nameOf(item)} up`}
            isDisabled={index === 0}
            onPress={() => onChange(moved(items, index, -1))}
          >
            ↑
          </Button>
          <Button
            aria-label={`Move ${nameOf(item)} down`}
            isDisabled={index === items.length - 1}
            onPress={() => onChange(moved(items, index, 1))}
          >
            ↓
          </Button>
          {extras?.(item, index)}
          <Button
            tone="icon"
            aria-label={`Remove ${nameOf(item)}`}
            onPress={() => onChange(items.filter((_, other) => other !== index))}
          >
            <Icon name="trash" />
          </Button>
        </li>
      ))}
    </ol>
  );
}
