import { ERROR_REASONS, reasonError } from '@firstring/contracts';
import { httpStatus } from '@firstring/service-kit';
import type { RequestHandler } from 'express';
import { html, sendPage, type Markup } from './html.ts';
import type { Route } from './routes.ts';
import type { ApiDocument } from './openapi.ts';

/** A page for people, of the same table as /openapi.json. */
export function showDocs(routes: readonly Route[], document: ApiDocument): RequestHandler {
  const lead = JSON.stringify(document.components?.schemas?.['Lead'], undefined, 2);
  const body = html`<h1>Sending leads</h1>
    <p>
      You have a link of the form <code>https://…/v1/links/&lt;token&gt;/leads</code>. Its token is a secret:
      keep it as you keep a password. The machine-readable description is
      <a href="/openapi.json">/openapi.json</a>.
    </p>
    <pre>
curl -X POST https://…/v1/links/&lt;token&gt;/leads \\
  -H 'Content-Type: application/json' \\
  -d '{"caller_id":"+14155550123","first_name":"Dana"}'</pre>
    <p>
      A lead is stored when you have <code>201</code> or <code>200</code>. After <code>503</code> or
      <code>429</code> send it again, no earlier than <code>Retry-After</code> says. With an
      <code>Idempotency-Key</code> the same lead may be sent any number of times. <code>?test=1</code> checks
      everything and stores nothing.
    </p>
    ${routes.map(section)} ${reasonTable(routes)}
    <h2>A lead</h2>
    <pre>${lead}</pre>`;
  return (_request, response) => sendPage(response, 'Sending leads · Firstring', body);
}

function section({ method, path, summary, answers, refusals }: Route): Markup {
  return html`<h2>${summary}</h2>
    <p><code>${method.toUpperCase()} ${path.replace(/:(\w+)/g, '<$1>')}</code></p>
    <div class="wrap">
      <table>
        <tbody>
          ${Object.entries(answers).map(
            ([status, { says }]) =>
              html`<tr>
                <td class="n">${status}</td>
                <td>${says}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${refusals.length === 0 ? '' : html`<p class="quiet">Refusals: ${refusals.join(', ')}</p>`}`;
}

function reasonTable(routes: readonly Route[]): Markup {
  const reasons = [...new Set(routes.flatMap(({ refusals }) => refusals))].toSorted();
  return html`<h2>Reasons of refusals</h2>
    <div class="wrap">
      <table>
        <tbody>
          ${reasons.map(
            (reason) =>
              html`<tr>
                <th scope="row"><code>${reason}</code></th>
                <td class="n">${httpStatus(reasonError(reason))}</td>
                <td>${ERROR_REASONS[reason].message}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
