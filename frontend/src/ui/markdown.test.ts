import { describe, expect, it } from "vitest";

import { markdownNodes, plainFirstLine, type MarkdownNode } from "./markdown";

/** As HTML, for reading in a test only. */
function written(nodes: readonly MarkdownNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return node.replaceAll("<", "&lt;");
      const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${value}"`);
      return `<${node.tag}${attributes.join("")}>${written(node.children)}</${node.tag}>`;
    })
    .join("");
}

function shown(text: string): string {
  return written(markdownNodes(text));
}

describe("markdownNodes", () => {
  it("keeps line breaks, and plain text as it is", () => {
    expect(shown("One\ntwo & 3 < 4\n\nnext")).toBe("<p>One<br></br>\ntwo & 3 &lt; 4</p><p>next</p>");
  });

  it("shows code as it was written", () => {
    expect(shown("Call `a < b` in\n\n```python\nif a < b:\n    pass\n```")).toBe(
      '<p>Call <code>a &lt; b</code> in</p><pre class="markdown-code" tabindex="0"><code>if a &lt; b:\n    pass</code></pre>',
    );
  });

  it("shows lists, headings, emphasis and tables", () => {
    expect(shown("# Head\n\n3. **a**\n4. *b*\n\n- ~~c~~")).toBe(
      '<p class="markdown-heading">Head</p><ol start="3"><li><strong>a</strong></li><li><em>b</em></li></ol>' +
        "<ul><li><del>c</del></li></ul>",
    );
    expect(shown("|a|\n|-|\n|1|")).toBe(
      '<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>',
    );
  });

  it("never makes an element of what somebody wrote as HTML", () => {
    const hostile = '<img src=x onerror="alert(1)">\n\ntext <b onclick=alert(1)>b</b>\n\n<script>alert(1)</script>';
    const tags = new Set<string>();
    const collect = (nodes: readonly MarkdownNode[]): void => {
      for (const node of nodes) {
        if (typeof node === "string") continue;
        tags.add(node.tag);
        expect(Object.keys(node.attributes)).toEqual([]);
        collect(node.children);
      }
    };
    collect(markdownNodes(hostile));
    expect([...tags]).toEqual(["p"]);
    expect(shown("text <b>b</b>")).toBe("<p>text &lt;b>b&lt;/b></p>");
  });

  it("links to web pages only", () => {
    expect(shown("[a](https://a.example/)")).toContain('<a href="https://a.example/"');
    expect(shown("https://a.example/x")).toContain('<a href="https://a.example/x"');
    for (const target of ["javascript:alert(1)", "data:text/html,x", "//a.example", "/admin/", "JAVASCRIPT:x", "vbscript:x"]) {
      expect(shown(`[a](${target})`)).toBe("<p><span>a</span></p>");
    }
    expect(shown("![words](https://a.example/pixel.png)")).toBe("<p>words</p>");
  });
});

describe("plainFirstLine", () => {
  it("is the first line without marks", () => {
    expect(plainFirstLine("**Rooms** for `n` meetings\n\nmore")).toBe("Rooms for n meetings");
    expect(plainFirstLine("# Title\ntext")).toBe("Title");
    expect(plainFirstLine("One\ntwo")).toBe("One");
    expect(plainFirstLine("- first\n- second")).toBe("first");
    expect(plainFirstLine("```\ncode\n```")).toBe("code");
  });
});

describe("text that is nested without end", () => {
  it.each([">", "- ", "[", "*", "_a", "(", "`"])("is shown all the same: %s", (piece) => {
    expect(markdownNodes(piece.repeat(Math.floor(4000 / piece.length))).length).toBeGreaterThan(0);
  });

  it("is not nested deeper than a page can bear", () => {
    expect(markdownNodes(`${">".repeat(100)} x`)).toEqual([`${">".repeat(100)} x`]);
    expect(plainFirstLine(">".repeat(4000))).toBe(">".repeat(4000));
    expect(shown("> > > x")).toContain("<p>x</p>");
  });
});
