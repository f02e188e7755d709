import type { ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Icon } from './icon.tsx';
import styles from './menu.module.css';

export interface MenuChoice {
  id: string;
  label: string;
  checked?: boolean;
}

export interface MenuProps {
  label: string;
  /** The button that opens the menu. */
  trigger: ReactNode;
  choices: readonly MenuChoice[];
  onChoose(id: string): void;
  isOpen?: boolean;
  onOpenChange?(open: boolean): void;
}

/** A button with a list of choices below it. */
export function Menu({ label, trigger, choices, onChoose, ...open }: MenuProps) {
  return (
    <MenuTrigger {...open}>
      {trigger}
      <Popover className={styles['popover'] ?? ''} placement="bottom end">
        <AriaMenu
          aria-label={label}
          className={styles['menu'] ?? ''}
          onAction={(key) => onChoose(String(key))}
        >
          {choices.map((choice) => (
            <MenuItem
              key={choice.id}
              id={choice.id}
              textValue={choice.label}
              className={styles['item'] ?? ''}
            >
              {choice.label}
              {choice.checked === true ? <Icon name="check" size={16} /> : null}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
