import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { SessionView } from '../../src/app/views/session.ts';
import { ApiProblem, deleteJson, getJson, setCsrfToken, setSignedOutListener } from './api-client.ts';
import { SessionContext } from './session.tsx';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';
import { FirstPassword } from './users/first-password.tsx';

type Gate =
  | { type: 'asking' }
  | { type: 'signed_out'; why: string | undefined }
  | { type: 'signed_in'; session: SessionView };

const ENDED = 'Your session has ended. Sign in again to go on.';

/** Everything behind the sign-in. A session that ends anywhere ends here: caches are dropped with it. */
export function App() {
  const [gate, setGate] = useState<Gate>({ type: 'asking' });
  const queries = useMemo(
    () => new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 5000 } } }),
    [],
  );
  const [processId, setProcessId] = useState('');

  const enter = useCallback((session: SessionView) => {
    setCsrfToken(session.csrfToken);
    setProcessId((current) =>
      session.processIds.includes(current) ? current : (session.processIds[0] ?? ''),
    );
    setGate({ type: 'signed_in', session });
  }, []);
  const leave = useCallback(
    (why: string | undefined) => {
      setCsrfToken('');
      queries.clear();
      setGate({ type: 'signed_out', why });
    },
    [queries],
  );

  useEffect(() => {
    getJson<SessionView>('/api/session').then(enter, (error: unknown) => {
      const stepUp = error instanceof ApiProblem && error.reason === 'STEP_UP_REQUIRED';
      leave(stepUp ? 'You are on another network than before. Sign in again to go on.' : undefined);
    });
  }, [enter, leave]);
  useEffect(() => {
    // A 401 while somebody works; while the gate is closed there is nothing to end.
    setSignedOutListener(() => (gate.type === 'signed_in' ? leave(ENDED) : undefined));
  }, [gate.type, leave]);

  if (gate.type === 'asking') return <main aria-busy="true" />;
  if (gate.type === 'signed_out') return <SignIn why={gate.why} onSignedIn={enter} />;
  const renew = async (): Promise<void> => enter(await getJson<SessionView>('/api/session'));
  const signOut = async (): Promise<void> => {
    try {
      await deleteJson('/api/session');
    } finally {
      leave(undefined);
    }
  };
  return (
    <QueryClientProvider client={queries}>
      <SessionContext value={{ session: gate.session, processId, setProcessId, renew, signOut }}>
        {gate.session.passwordTemporary ? <FirstPassword /> : <Shell onSessionEnded={() => leave(ENDED)} />}
      </SessionContext>
    </QueryClientProvider>
  );
}
