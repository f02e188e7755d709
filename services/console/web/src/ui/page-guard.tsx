import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { Page } from './page.tsx';

/** A page's code could not be fetched: no connection, or another version of the console is served by now. */
export class PageNotFetched extends Error {
  override readonly name = 'PageNotFetched';
}

type State = { readonly type: 'shown' } | { readonly type: 'failed'; readonly problem: unknown };

/** A mistake of ours on one page leaves the rest standing: the desk's stream, the navigation, the way back. */
export class PageGuard extends Component<{ children: ReactNode }, State> {
  override state: State = { type: 'shown' };

  static getDerivedStateFromError(problem: unknown): State {
    return { type: 'failed', problem };
  }

  override render(): ReactNode {
    if (this.state.type === 'shown') return this.props.children;
    if (this.state.problem instanceof PageNotFetched) {
      return (
        <Failed
          title="This page could not be read"
          advice="The console cannot be reached, or it was renewed meanwhile. Load it again."
          label="Load again"
          onPress={() => window.location.reload()}
        />
      );
    }
    return (
      <Failed
        title="This page has failed"
        advice="That is our mistake, and nothing you sent is lost. A call in your phone goes on. Show the page again; if it fails again, tell your supervisor."
        label="Show the page again"
        onPress={() => this.setState({ type: 'shown' })}
      />
    );
  }
}

interface FailedProps {
  title: string;
  advice: string;
  label: string;
  onPress(): void;
}

function Failed({ title, advice, label, onPress }: FailedProps) {
  return (
    <Page title={title}>
      <Notice tone="bad">{advice}</Notice>
      <div>
        <Button tone="accent" onPress={onPress}>
          {label}
        </Button>
      </div>
    </Page>
  );
}
