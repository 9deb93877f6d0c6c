import supertest, { type Response } from 'supertest';
import type { TestApp } from './app.js';

export type Browser = {
  open(path: string): Promise<Response>;
  /** Sends a form as it is given, as one of several that stand on a page. */
  post(action: string, fields: Record<string, string>): Promise<Response>;
  /** Sends the first POST form on a page that has these fields, with its hidden ones, to where it goes. */
  send(page: string, fields: Record<string, string>): Promise<Response>;
  /** The same with a file. */
  upload(page: string, fields: Record<string, string>, file: { name: string; bytes: Buffer }): Promise<Response>;
  /** The page that an answer leads to. */
  follow(answer: Response): Promise<Response>;
};

/** What a person's browser does without script: a cookie of its own, links and forms. */
export async function browserOf(t: TestApp, username: string): Promise<Browser> {
  const agent = supertest.agent(t.url).set('Accept', 'text/html').set('Sec-Fetch-Site', 'same-origin');
  const signedIn = await agent.post('/sign-in').type('form').send({ username, password: t.committee.password });
  if (signedIn.status !== 303) throw new Error(`${username} could not sign in: ${signedIn.status}`);
  const open = (path: string): Promise<Response> => agent.get(path).then((answer) => answer);
  const formOn = async (
    page: string,
    fields: string[],
  ): Promise<{ action: string; hidden: Record<string, string> }> => {
    const { text } = await open(page);
    const main = text.slice(text.indexOf('<main'));
    const forms = [...main.matchAll(/<form action="([^"]+)" method="post".*?<\/form>/gs)];
    const form = forms.find(([html]) => fields.every((name) => html.includes(` name="${name}"`)));
    if (!form) throw new Error(`No form on ${page} with ${fields.join(', ') || 'anything'}.`);
    const hidden = [...form[0].matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    return {
      action: form[1] ?? page,
      hidden: Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])),
    };
  };
  return {
    open,
    post: (action, fields) =>
      agent
        .post(action)
        .type('form')
        .send(fields)
        .then((answer) => answer),
    async send(page, fields) {
      const { action, hidden } = await formOn(page, Object.keys(fields));
      return agent
        .post(action)
        .type('form')
        .send({ ...hidden, ...fields });
    },
    async upload(page, fields, file) {
      const { action, hidden } = await formOn(page, [...Object.keys(fields), 'file']);
      return agent
        .post(action)
        .field({ ...hidden, ...fields })
        .attach('file', file.bytes, file.name);
    },
    follow: (answer) => open(answer.headers.location as string),
  };
}
