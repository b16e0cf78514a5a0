import { html, Html } from '../http/html.js';
import type { User } from '../state/entities.js';
import type { AuthorizationRequest, Parameters } from './authorization-request.js';
import { PAGE_STYLE } from './page-style.js';
import { describeScope } from './scopes.js';

export interface Candidate {
  readonly user: User;
  readonly imageUrl: string;
  /** Why this user cannot allow the app; null when they can. */
  readonly obstacle: string | null;
}

/** A whole document around `body`. Works without scripts. */
export function page(title: string, body: Html): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${PAGE_STYLE}
        </style>
      </head>
      <body>
        <main>
          <p class="note">Sandbox: not Figma. The people and their files are invented.</p>
          ${body}
        </main>
      </body>
    </html>`.markup;
}

export function consentPage(
  request: AuthorizationRequest,
  parameters: Parameters,
  people: readonly Candidate[],
): string {
  const { app, scopes, redirectUri } = request;
  const chosen = people.find((person) => person.obstacle === null)?.user.id;
  return page(
    `Allow ${app.name}?`,
    html`<form class="body" method="post" action="/oauth">
      <h1>${app.name} wants to use your account</h1>
      <p>It can do only what you can do yourself. You can remove it again in your settings.</p>
      ${hiddenFields(parameters)}
      <fieldset>
        <legend>Continue as</legend>
        ${people.map((person) => personRow(person, person.user.id === chosen))}
      </fieldset>
      <h2>${app.name} will be able to</h2>
      <ul>
        ${scopes.map((scope) => html`<li title="${scope}">${describeScope(scope)}</li>`)}
      </ul>
      <div class="actions">
        <button name="decision" value="decline">Decline</button>
        <button class="primary" name="decision" value="allow">Allow access</button>
      </div>
      <p class="foot">Allowing returns you to <code>${new URL(redirectUri).host}</code></p>
    </form>`,
  );
}

function hiddenFields(parameters: Parameters): Html[] {
  return Object.entries(parameters).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value ?? ''}" />`,
  );
}

function personRow({ user, imageUrl, obstacle }: Candidate, checked: boolean): Html {
  const state = new Html(obstacle !== null ? 'disabled' : checked ? 'checked' : '');
  return html`<label class="person">
    <input type="radio" name="user" value="${user.id}" required ${state} />
    <img src="${imageUrl}" alt="" />
    <span>${user.handle}<small>${obstacle ?? user.email}</small></span>
  </label>`;
}

/** Figma sends no callback when somebody declines, so there is nothing to click on here either. */
export function declinedPage(appName: string): string {
  return page(
    'Access declined',
    html`<div class="body">
      <h1>Access declined</h1>
      <p>${appName} was not connected and is not told. You can close this tab, or go back and start again.</p>
    </div>`,
  );
}

export function noSuchAppPage(clientId: string): string {
  return page(
    'App not found',
    html`<div class="body">
      <h1>This app does not exist</h1>
      <p>There is no OAuth app with the client id <code>${clientId}</code>, or it is not available to your account.</p>
    </div>`,
  );
}
