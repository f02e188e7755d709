import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { UploadPage, UploadView } from '../../../src/app/views/lists.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { formatDayTime } from '../logic/formats.ts';
import { bytesText, countsText, underCountsText, UPLOAD_WORDS } from '../logic/upload-words.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import pageStyles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { ColumnsForm } from './columns-form.tsx';
import { listsKey, uploadPath, uploadsKey } from './lists-key.ts';
import styles from './lists.module.css';
import { Progress } from './progress.tsx';

const RUNNING_MS = 1000;
const RESTING_MS = 10_000;
const PAGE_SIZE = '20';

/** The newest files: how far they are, what became of their rows. */
export function UploadsTable() {
  const { processId } = useSession();
  const queries = useQueryClient();
  const uploads = useQuery({
    queryKey: uploadsKey(processId),
    queryFn: () => getJson<UploadPage>('/api/uploads', { processId, pageSize: PAGE_SIZE }),
    refetchInterval: ({ state }) => (isRunning(state.data) ? RUNNING_MS : RESTING_MS),
  });
  const running = isRunning(uploads.data);
  useEffect(() => {
    // The counts of lists are those of before the end.
    if (!running) void queries.invalidateQueries({ queryKey: listsKey(processId) });
  }, [running, queries, processId]);
  return (
    <section className={styles['form']} aria-labelledby="uploads">
      <h2 id="uploads">Uploads</h2>
      <QueryState query={uploads}>{(page) => <Table uploads={page.uploads} />}</QueryState>
    </section>
  );
}

function isRunning(page: UploadPage | undefined): boolean {
  return page?.uploads.some(({ state }) => state === 'running') ?? false;
}

function Table({ uploads }: { uploads: readonly UploadView[] }) {
  const { processId } = useSession();
  const [confirming, setConfirming] = useState<UploadView>();
  const control = useChange(uploadsKey(processId), (to: { uploadId: string; command: string }, requestId) =>
    sendJson('POST', uploadPath(processId, to.uploadId, '/control'), { requestId, command: to.command }),
  );
  if (uploads.length === 0) return <p className={styles['quiet']}>No file was uploaded yet.</p>;
  return (
    <>
      {control.error === null ? null : <Notice tone="bad">{problemText(control.error)}</Notice>}
      <div className={pageStyles['tableWrap']}>
        <table className={pageStyles['table']}>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">List</th>
              <th scope="col">Sent</th>
              <th scope="col">State</th>
              <th scope="col">Rows</th>
              <th scope="col" className={`${pageStyles['actions']} ${pageStyles['many']}`}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {uploads.map((upload) => (
              <UploadLine
                key={upload.uploadId}
                upload={upload}
                onControl={(command) => control.mutate({ uploadId: upload.uploadId, command })}
                onConfirm={() => setConfirming(upload)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {confirming === undefined ? null : (
        <Dialog
          kind="wide"
          title={`Columns of ${confirming.fileName}`}
          onClose={() => setConfirming(undefined)}
        >
          <ColumnsForm upload={confirming} onClose={() => setConfirming(undefined)} />
        </Dialog>
      )}
    </>
  );
}

interface UploadLineProps {
  upload: UploadView;
  onControl(command: 'pause' | 'resume' | 'cancel'): void;
  onConfirm(): void;
}

function UploadLine({ upload, onControl, onConfirm }: UploadLineProps) {
  const { words, tone } = UPLOAD_WORDS[upload.state];
  return (
    <tr>
      <td>
        <div className={styles['two']}>
          <bdi>{upload.fileName}</bdi>
          <span>{bytesText(upload.bytes)}</span>
        </div>
      </td>
      <td>{upload.listId === '' ? 'Prospects' : upload.listName}</td>
      <td>{upload.createdAt === undefined ? '' : formatDayTime(upload.createdAt)}</td>
      <td className={pageStyles['wide']}>
        <div className={styles['two']}>
          <div>
            <Badge tone={tone}>{words}</Badge>
          </div>
          {upload.failure === '' ? null : <span>{problemText(upload.failure)}</span>}
          {upload.state === 'running' || upload.state === 'paused' ? (
            <Progress label={`Import of ${upload.fileName}`} part={upload.done} />
          ) : null}
        </div>
      </td>
      <td className={pageStyles['wide']}>
        <div className={`${styles['two']} ${styles['rows']}`}>
          {countsText(upload.counts)}
          <span>{underCountsText(upload)}</span>
        </div>
      </td>
      <td className={`${pageStyles['actions']} ${pageStyles['many']}`}>
        <UploadButtons upload={upload} onControl={onControl} onConfirm={onConfirm} />
      </td>
    </tr>
  );
}

function UploadButtons({ upload, onControl, onConfirm }: UploadLineProps) {
  const can = useCan();
  const { processId } = useSession();
  const { state, fileName } = upload;
  const step = (label: string, onPress: () => void) => (
    <Button aria-label={`${label} ${fileName}`} onPress={onPress}>
      {label}
    </Button>
  );
  return (
    <div className={`${pageStyles['icons']} ${styles['buttons']}`}>
      {can('list:upload') ? (
        <>
          {state === 'received' ? step('Confirm columns', onConfirm) : null}
          {state === 'running' ? step('Pause', () => onControl('pause')) : null}
          {state === 'paused' ? step('Resume', () => onControl('resume')) : null}
          {['received', 'running', 'paused'].includes(state)
            ? step('Cancel', () => onControl('cancel'))
            : null}
        </>
      ) : null}
      {upload.rows === 0 ? null : (
        <a
          href={uploadPath(processId, upload.uploadId, '/verdicts')}
          download
          aria-label={`Verdicts of ${fileName}`}
        >
          Verdicts
        </a>
      )}
    </div>
  );
}
