/** An element of a small XML document, its text with entities resolved. */
export interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads a document and throws at the first thing that is not well-formed (XML 1.0, without DTD subsets and CDATA).
 * Strict where definitions of ours could go wrong: bare `&` and `<`, unknown entities, tags that do not close.
 */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: '', text: '', children: [] };
  const open = [root];
  const token =
    /<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*>|<!--(?:(?!--)[\s\S])*-->|<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+="[^"<&]*")*)\s*(\/?)>|([^<]+)/y;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const found = token.exec(text);
    if (!found) throw new Error(`not well-formed at ${at}: ${text.slice(at, at + 40)}`);
    const [, closing, name, , selfClosing, words] = found;
    const top = open.at(-1) ?? root;
    if (words !== undefined) {
      top.text += words.replace(/&(\w+);|&/g, (whole, entity: string | undefined) => {
        const value = entity === undefined ? undefined : entities[entity];
        if (value === undefined) throw new Error(`bare or unknown ${whole}`);
        return value;
      });
    } else if (name !== undefined && closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another element`);
    } else if (name !== undefined) {
      const element: XmlElement = { name, text: '', children: [] };
      top.children.push(element);
      if (selfClosing !== '/') open.push(element);
    }
  }
  const [document] = root.children;
  if (open.length !== 1 || root.children.length !== 1 || document === undefined || root.text.trim() !== '')
    throw new Error('not one whole element');
  return document;
}

/** Every element of a name, in the order of the document. */
export function elements(of: XmlElement, name: string): XmlElement[] {
  return of.children.flatMap((child) => [...(child.name === name ? [child] : []), ...elements(child, name)]);
}
