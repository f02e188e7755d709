import type { RequestHandler } from 'express';
import type { IngestDeps } from '../../app/ports.ts';
import { readVendorReport, type LinkReport } from '../../app/read-vendor-report.ts';
import type { Counts, LastRefusal, LinkDay } from '../../store/link-days.ts';
import { html, sendPage, type Markup } from './html.ts';

const LAST_SHOWN = 20;

/** GET /v1/vendors/:token: counts and reasons, nothing of any person. */
export function showVendorPage(deps: IngestDeps): RequestHandler<{ token: string }> {
  return async (request, response) => {
    const { vendorName, links } = await readVendorReport(deps, request.params.token);
    const body = html`<h1>Leads from ${vendorName}</h1>
      <p class="quiet">
        Days are in UTC. Refused leads were not stored; each reason is explained in the
        <a href="/docs">documentation</a>.
      </p>
      ${links.length === 0 ? html`<p>There is no link.</p>` : links.map(linkSection)}`;
    sendPage(response, `${vendorName} · Firstring`, body);
  };
}

function linkSection({ campaignName, revoked, days }: LinkReport): Markup {
  const heading = html`<h2>${campaignName}${revoked ? ' (revoked)' : ''}</h2>`;
  if (days.length === 0)
    return html`${heading}
      <p class="quiet">Nothing has come through this link yet.</p>`;
  const refusals = days.flatMap(({ lastRefusals }) => lastRefusals.toReversed()).slice(0, LAST_SHOWN);
  return html`${heading}
    <div class="wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" class="n">Accepted</th>
            <th scope="col" class="n">Updated</th>
            <th scope="col" class="n">Refused</th>
            <th scope="col">Reasons</th>
            <th scope="col">Ignored parameters</th>
          </tr>
        </thead>
        <tbody>
          ${days.map(dayRow)}
        </tbody>
      </table>
    </div>
    ${
      refusals.length === 0
        ? ''
        : html`<h3>Last refusals</h3>
            <ul>
              ${refusals.map(refusalItem)}
            </ul>`
    }`;
}

function dayRow(day: LinkDay): Markup {
  const refused = day.refused.reduce((sum, [, count]) => sum + count, 0);
  return html`<tr>
    <th scope="row">${day.day}</th>
    <td class="n">${day.accepted}</td>
    <td class="n">${day.updated}</td>
    <td class="n">${refused}</td>
    <td>${inWords(day.refused)}</td>
    <td>${inWords(day.ignored)}</td>
  </tr>`;
}

function inWords(counts: Counts): string {
  return counts.map(([name, count]) => `${name} × ${count}`).join(', ');
}

function refusalItem({ at, reason, field }: LastRefusal): Markup {
  const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  return html`<li>${time} <code>${reason}</code>${field === '' ? '' : html` in <code>${field}</code>`}</li>`;
}
