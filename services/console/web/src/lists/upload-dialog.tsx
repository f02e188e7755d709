import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { ListView, UploadView } from '../../../src/app/views/lists.ts';
import { problemText } from '../api-client.ts';
import { randomId } from '../logic/random-id.ts';
import { bytesText } from '../logic/upload-words.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { ColumnsForm } from './columns-form.tsx';
import { listPath } from './lists-key.ts';
import styles from './lists.module.css';
import { Progress } from './progress.tsx';
import { sendFile } from './send-file.ts';

/** A list, or the prospect table in place of one. */
type UploadTarget = Pick<ListView, 'listId' | 'name'>;

const FILE_NAME_CHARS_MAX = 200;

/** choose a file, confirm its columns, and it runs. */
export function UploadDialog({ list, onClose }: { list: UploadTarget; onClose(): void }) {
  const [upload, setUpload] = useState<UploadView>();
  return (
    <Dialog
      kind={upload === undefined ? 'popup' : 'wide'}
      title={`Upload into ${list.name}`}
      onClose={onClose}
    >
      {upload === undefined ? (
        <FileForm list={list} onReceived={setUpload} onClose={onClose} />
      ) : (
        <ColumnsForm upload={upload} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface FileFormProps {
  list: UploadTarget;
  onReceived(upload: UploadView): void;
  onClose(): void;
}

function FileForm({ list, onReceived, onClose }: FileFormProps) {
  const { processId } = useSession();
  const [file, setFile] = useState<File>();
  const [part, setPart] = useState<number>();
  const [problem, setProblem] = useState<string>();
  const stopping = useRef(new AbortController());
  useEffect(() => {
    const stop = new AbortController();
    stopping.current = stop;
    return () => stop.abort();
  }, []);
  const send = async (chosen: File): Promise<void> => {
    setProblem(undefined);
    setPart(0);
    const fileName = chosen.name.slice(0, FILE_NAME_CHARS_MAX);
    const query = new URLSearchParams({ requestId: randomId(), fileName }).toString();
    const url = `${listPath(processId, list.listId, '/uploads')}&${query}`;
    const { signal } = stopping.current;
    try {
      const received = await sendFile(url, chosen, { onProgress: setPart, signal });
      if (!signal.aborted) onReceived(received);
    } catch (error) {
      setProblem(problemText(error));
      setPart(undefined);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (file !== undefined) void send(file);
  };
  return (
    <form onSubmit={submit} className={styles['form']}>
      <p>
        A CSV file with the names of the columns in its first row. Any spreadsheet program writes one: save as
        CSV.
      </p>
      <InputField
        autoFocus
        label="File"
        type="file"
        accept=".csv,.txt,.tsv,text/csv"
        required
        error={problem}
        hint={file === undefined ? undefined : bytesText(file.size)}
        onChange={(event) => setFile(event.target.files?.[0])}
      />
      {part === undefined ? null : <Progress label="Sending" part={part} />}
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button tone="accent" type="submit" isDisabled={file === undefined || part !== undefined}>
          Send file
        </Button>
      </DialogActions>
    </form>
  );
}
