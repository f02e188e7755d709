import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { LinkTestView } from '../../../src/app/views/links.ts';
import { sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField, TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';
import styles from './links.module.css';

const EXAMPLE = JSON.stringify({ caller_id: '+14155550123', first_name: 'Dana' }, undefined, 2);

/** Posts as the vendor would, in test mode: everything is checked and nothing stored. */
export function LinkTestDialog({ link, onClose }: { link: string; onClose(): void }) {
  const { processId } = useSession();
  const test = useMutation({
    mutationFn: (body: Record<string, string>) =>
      sendJson<LinkTestView>('POST', `/api/links/test?processId=${encodeURIComponent(processId)}`, body),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    test.mutate({ link: formText(form, 'link'), lead: formText(form, 'lead'), key: formText(form, 'key') });
  };
  return (
    <Dialog title="Test a link" onClose={onClose}>
      <form onSubmit={submit} className={styles['profile']}>
        <p>Everything is checked and nothing is stored.</p>
        <InputField
          label="Link"
          name="link"
          required
          defaultValue={link}
          spellCheck={false}
          autoFocus={link === ''}
          hint="As it was shown when it was generated"
        />
        <TextField
          label="Lead"
          name="lead"
          required
          rows={6}
          defaultValue={EXAMPLE}
          spellCheck={false}
          hint="JSON"
        />
        <InputField
          label="Key or signing secret"
          name="key"
          spellCheck={false}
          hint="Only where the link wants one; a secret (whsec_…) signs the lead"
        />
        <Problem of={test.error} />
        {test.data === undefined ? null : (
          <Notice tone={test.data.status < 300 ? 'good' : 'bad'}>
            The vendor would be answered {test.data.status}.
            <pre className={styles['answer']}>{test.data.body}</pre>
          </Notice>
        )}
        <DialogActions>
          <Button onPress={onClose}>Close</Button>
          <Button tone="accent" type="submit" isDisabled={test.isPending}>
            {test.isPending ? 'Sending…' : 'Send test lead'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
