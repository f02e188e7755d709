import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from './button.tsx';
import styles from './dialog.module.css';
import { Icon } from './icon.tsx';

export interface DialogProps {
  title: string;
  /** `drawer` is a sidebar at the right edge, `wide` a popup for tables and diagrams. */
  kind?: 'popup' | 'wide' | 'drawer';
  /** alertdialog for questions that must be answered. */
  role?: 'dialog' | 'alertdialog';
  onClose(): void;
  children: ReactNode;
}

/** A dialog over the page: focus stays inside, Escape, the cross and a click outside close it. */
export function Dialog({ title, kind = 'popup', role = 'dialog', onClose, children }: DialogProps) {
  const drawer = kind === 'drawer';
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => (open ? undefined : onClose())}
      className={`${styles['scrim']} ${drawer ? styles['drawerScrim'] : ''}`}
    >
      <Modal className={`${styles[drawer ? 'drawer' : 'popup']} ${kind === 'wide' ? styles['wide'] : ''}`}>
        <AriaDialog role={role} className={styles['dialog'] ?? ''}>
          <div className={styles['head']}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button tone="icon" aria-label="Close" onPress={onClose}>
              <Icon name="close" />
            </Button>
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles['actions']}>{children}</div>;
}
