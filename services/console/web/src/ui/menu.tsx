import { Fragment, type ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Separator } from 'react-aria-components/Separator';
import { Popover } from 'react-aria-components/Popover';
import { Icon } from './icon.tsx';
import styles from './menu.module.css';

export interface MenuChoice {
  id: string;
  label: string;
  checked?: boolean;
  /** A word beside the label. */
  note?: string;
  /** A line parts it from what stands before. */
  isFirstOfGroup?: boolean;
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
            <Fragment key={choice.id}>
              {choice.isFirstOfGroup === true ? <Separator className={styles['line'] ?? ''} /> : null}
              <MenuItem id={choice.id} textValue={choice.label} className={styles['item'] ?? ''}>
                <span className={styles['label']}>{choice.label}</span>
                {choice.note === undefined ? null : <span className={styles['note']}>{choice.note}</span>}
                {choice.checked === true ? <Icon name="check" size={16} /> : null}
              </MenuItem>
            </Fragment>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
