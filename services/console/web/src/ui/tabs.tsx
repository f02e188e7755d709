import { Link } from './link.tsx';
import styles from './tabs.module.css';

interface TabsProps {
  label: string;
  tabs: readonly { path: string; label: string }[];
  current: string;
}

/** Pages of a section, as links. */
export function Tabs({ label, tabs, current }: TabsProps) {
  return (
    <nav className={styles['tabs']} aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.path} to={tab.path} isCurrent={tab.path === current}>
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
