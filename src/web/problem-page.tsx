/** What a person sees when something is refused or broken: a plain sentence, a way back, and a code to quote. */
import type { VNode } from 'preact';
import type { Problem, ProblemPage } from '../platform/problems.filter.js';
import { Sheet } from './ui/box.js';
import { Buttons, LinkButton } from './ui/form.js';
import { Icon, type IconName } from './ui/icon.js';
import { PlainLayout } from './ui/layout.js';
import { pageContext, renderPage, useSay } from './ui/page.js';

/**
 * The page for the error filter. It reads nothing but the request, so it also works while the database is away.
 * @param site `demo` says so on this page too; `signInPath` is where a 401 leads
 */
export function problemPageFor(site: { demo: boolean; signInPath?: string }): ProblemPage {
  return (problem, request) => {
    const page = pageContext(request, { demo: site.demo, today: '' });
    // A form that was posted is one step back; a page that was asked for leads to the start.
    const back = request.method === 'GET' ? '/' : sameSitePath(request.header('referer'), request.header('host'));
    const signIn = site.signInPath ?? '/sign-in';
    const way = problem.status === 401 ? `${signIn}?next=${encodeURIComponent(page.path)}` : back;
    return renderPage(page, <ProblemDocument problem={problem} back={way} />);
  };
}

function ProblemDocument({ problem, back }: { problem: Problem; back: string }): VNode {
  const say = useSay();
  const { title, icon } = headOf(problem.status, say);
  return (
    <PlainLayout title={title}>
      <Sheet tone="red">
        <div class="problem-page">
          <Icon name={icon} />
          <h1>{title}</h1>
          <p class="lead">{problem.detail}</p>
          {problem.errors && (
            <ul class="problems">
              {problem.errors.map((error) => (
                <li key={error.path + error.code}>{error.message}</li>
              ))}
            </ul>
          )}
          <Buttons>
            <LinkButton href={back} tone="main">
              {problem.status === 401
                ? say('Đăng nhập', 'Sign in')
                : back === '/'
                  ? say('Về trang đầu', 'To the first page')
                  : say('Quay lại', 'Go back')}
            </LinkButton>
          </Buttons>
          <p class="soft small">
            {say('Mã để báo lại', 'Code to quote')}: <code>{`${problem.status} ${problem.code}`}</code>
          </p>
        </div>
      </Sheet>
    </PlainLayout>
  );
}

function headOf(status: number, say: (vi: string, en: string) => string): { title: string; icon: IconName } {
  if (status === 401) return { title: say('Cần đăng nhập', 'Sign in first'), icon: 'lock' };
  if (status === 403) return { title: say('Không có quyền', 'Not permitted'), icon: 'ban' };
  if (status === 404) return { title: say('Không có trang này', 'No such page'), icon: 'search' };
  if (status === 409) return { title: say('Việc này đã đổi', 'This has changed'), icon: 'undo-2' };
  if (status === 413) return { title: say('Quá lớn', 'Too large'), icon: 'file-up' };
  if (status === 429) return { title: say('Chờ một chút', 'Wait a moment'), icon: 'hourglass' };
  if (status === 503) return { title: say('Hệ thống đang bận', 'The system is busy'), icon: 'hourglass' };
  if (status >= 500) return { title: say('Có lỗi trong hệ thống', 'Something broke'), icon: 'triangle-alert' };
  return { title: say('Chưa làm được', 'Not done'), icon: 'triangle-alert' };
}

/** The page that the form was on, if it was one of ours; only its path is used, so it can lead nowhere else. */
function sameSitePath(referer: string | undefined, host: string | undefined): string {
  if (referer === undefined || !URL.canParse(referer)) return '/';
  const url = new URL(referer);
  return url.host === host ? `/${(url.pathname + url.search).replace(/^\/+/, '')}` : '/';
}
