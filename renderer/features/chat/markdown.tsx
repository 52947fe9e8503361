import { marked, type Token, type Tokens } from 'marked';
import { Fragment, memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/chat/markdown.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { CopyButton } from '#renderer/ui/copy-button.tsx';

/**
 * Markdown as elements. The library only reads the text; no HTML is made of it or taken from it, pictures are shown as
 * links, and a link leads to the web or nowhere.
 */
function Markdown({ text }: { text: string }) {
  return <div className={styles.markdown}>{blocks(marked.lexer(text, { gfm: true }))}</div>;
}
export default memo(Markdown);

const blocks = (tokens: readonly Token[]): ReactNode[] =>
  tokens.map((token, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: a text grows at its end, and its parts have no other name.
    return <Fragment key={index}>{block(token)}</Fragment>;
  });
const inline = (tokens: readonly Token[] | undefined): ReactNode => (tokens ? blocks(tokens) : null);

function block(token: Token): ReactNode {
  switch (token.type) {
    case 'heading':
      // Inside a conversation: its own level would break the outline of the page.
      return <p className={styles.heading}>{inline(token.tokens)}</p>;
    case 'paragraph':
      return <p>{inline(token.tokens)}</p>;
    case 'blockquote':
      return <blockquote>{inline(token.tokens)}</blockquote>;
    case 'list':
      return <List list={token as Tokens.List} />;
    case 'code':
      return <Code text={token.text} language={token.lang} />;
    case 'hr':
      return <hr />;
    case 'table':
      return <Table table={token as Tokens.Table} />;
    case 'space':
    case 'def':
      return null;
    case 'strong':
      return <strong>{inline(token.tokens)}</strong>;
    case 'em':
      return <em>{inline(token.tokens)}</em>;
    case 'del':
      return <del>{inline(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return <Link href={token.href}>{inline(token.tokens)}</Link>;
    case 'image':
      return <Link href={token.href}>{token.text || token.href}</Link>;
    case 'text':
      return 'tokens' in token && token.tokens ? inline(token.tokens) : plain(token);
    default:
      // `html` as well: it is shown as the text that it is.
      return plain(token);
  }
}

const plain = (token: Token): string => ('text' in token ? String(token.text) : token.raw);

function List({ list }: { list: Tokens.List }) {
  const items = list.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a list grows at its end.
    <li key={index} data-task={item.task}>
      {item.task && <input type="checkbox" checked={item.checked ?? false} disabled aria-label={item.text} />}
      <div>{inline(item.tokens.filter(({ type }) => type !== 'checkbox'))}</div>
    </li>
  ));
  return list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ table }: { table: Tokens.Table }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that is too wide scrolls, and must be reachable by keyboard.
    <div className={styles.table} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name.
              <th key={index} data-align={cell.align ?? undefined}>
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name.
            <tr key={at}>
              {row.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name.
                <td key={index} data-align={cell.align ?? undefined}>
                  {inline(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Code({ text, language }: { text: string; language: string | undefined }) {
  const { t } = useTranslation();
  const name = language?.split(/\s/)[0];
  return (
    <div className={styles.block}>
      <div className={styles.bar}>
        <span>{name}</span>
        <CopyButton label={t('chat.copyCode')} copy={text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard. */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </div>
  );
}

function Link({ href, children }: { href: string; children: ReactNode }) {
  const { openExternal } = useActions();
  const url = safeUrl(href);
  if (url === undefined) return <span>{children}</span>;
  return (
    <a
      href={url}
      title={url}
      target="_blank"
      rel="noopener noreferrer"
      onClick={(event) => {
        event.preventDefault();
        void openExternal(url);
      }}
    >
      {children}
    </a>
  );
}

/** Only pages of the web, over TLS: the host opens no others. */
function safeUrl(href: string): string | undefined {
  try {
    const url = new URL(href);
    return url.protocol === 'https:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}
