import type { ComponentType } from 'react';
import type { Permission } from '../../../src/domain/permissions.ts';
import { useLocation } from '../router.ts';
import { useCan } from '../session.tsx';
import { PageFrame } from './lazy-page.tsx';
import { Tabs } from './tabs.tsx';

export interface SectionTab {
  readonly path: string;
  readonly label: string;
  /** One of these suffices. */
  readonly needs: readonly Permission[];
  readonly Page: ComponentType;
}

/** Pages that belong together, a tab for each that this person may open; the first one unless the address names another, or a place in another. */
export function Section({ label, tabs }: { label: string; tabs: readonly SectionTab[] }) {
  const { path } = useLocation();
  const can = useCan();
  const open = tabs.filter(({ needs }) => needs.some(can));
  const isIn = (tab: SectionTab): boolean => path === tab.path || path.startsWith(`${tab.path}/`);
  // The nearest one: the first tab's address may be the beginning of all others.
  const current = open.filter(isIn).toSorted((a, b) => b.path.length - a.path.length)[0] ?? open[0];
  if (current === undefined) return null;
  return (
    <>
      <Tabs label={label} tabs={open} current={current.path} />
      <PageFrame key={current.path}>
        <current.Page />
      </PageFrame>
    </>
  );
}
