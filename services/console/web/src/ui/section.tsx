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

/** Pages that belong together, a tab for each that this person may open; the first one unless the address names another. */
export function Section({ label, tabs }: { label: string; tabs: readonly SectionTab[] }) {
  const { path } = useLocation();
  const can = useCan();
  const open = tabs.filter(({ needs }) => needs.some(can));
  const current = open.find((tab) => tab.path === path) ?? open[0];
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
