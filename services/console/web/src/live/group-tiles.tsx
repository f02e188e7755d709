import type { AgentRow } from '../../../src/app/views/floor.ts';
import { countGroups, FLOOR_GROUPS, type FloorGroup } from '../logic/floor-state.ts';
import { formatCount } from '../logic/formats.ts';
import styles from './live.module.css';

interface GroupTilesProps {
  agents: readonly AgentRow[];
  /** The one that the page is narrowed to. */
  chosen?: FloorGroup | undefined;
  /** Pressing the chosen one again shows everybody; without it the tiles only say. */
  onChoose?(group: FloorGroup | undefined): void;
}

/** How many agents do what. */
export function GroupTiles({ agents, chosen, onChoose }: GroupTilesProps) {
  const counts = countGroups(agents);
  return (
    <ul className={styles['groups']} aria-label="Agents by state">
      {FLOOR_GROUPS.map(({ id, label }) => {
        const count = counts.get(id) ?? 0;
        const content = (
          <>
            <span>{label}</span>
            <b>{formatCount(count)}</b>
          </>
        );
        return (
          <li key={id}>
            {onChoose === undefined ? (
              <div className={styles['group']} data-empty={count === 0}>
                {content}
              </div>
            ) : (
              <button
                type="button"
                className={styles['group']}
                data-empty={count === 0}
                aria-pressed={chosen === id}
                onClick={() => onChoose(chosen === id ? undefined : id)}
              >
                {content}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
