import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import styles from './page.module.css';

/** A mistake of ours on one page leaves the rest standing: the desk's stream, the navigation, the way back. */
export class PageGuard extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className={styles['page']}>
        <h1>This page has failed</h1>
        <Notice tone="bad">
          That is our mistake, and nothing you sent is lost. A call in your phone goes on. Show the page
          again; if it fails again, tell your supervisor.
        </Notice>
        <div>
          <Button tone="accent" onPress={() => this.setState({ failed: false })}>
            Show the page again
          </Button>
        </div>
      </div>
    );
  }
}
