"use strict";
// Renders /openapi.json as a page to read. Everything is made with textContent: nothing that the
// document says is ever taken as markup.

const METHODS = ["get", "post", "put", "patch", "delete"];
const PLACES = { path: "路径", query: "查询", header: "请求头" };

function make(name, options = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(options)) {
    if (key === "class") element.className = value;
    else if (key === "text") element.textContent = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// `a` becomes <code>a</code>.
function line(name, text) {
  const pieces = (text || "").split("`").map((piece, index) =>
    (index % 2 ? make("code", { text: piece }) : piece));
  return make(name, {}, ...pieces);
}

// Blank lines part paragraphs.
function prose(text) {
  return make("div", {}, ...(text || "").split(/\n\s*\n/).map((part) => line("p", part)));
}

class Page {
  constructor(api) {
    this.api = api;
    this.entries = [];
  }

  resolve(item) {
    let found = item;
    while (found && found.$ref) {
      found = found.$ref.slice(2).split("/").reduce((place, step) => place[step], this.api);
    }
    return found || {};
  }

  static nameOf(schema) {
    return schema.$ref ? schema.$ref.split("/").pop() : null;
  }

  // A type in words, with links to the records it is made of.
  typeOf(schema) {
    const box = make("span");
    const name = Page.nameOf(schema);
    if (name) {
      box.append(make("a", { href: `#schema-${name}`, text: name }));
    } else if (schema.anyOf) {
      schema.anyOf.forEach((one, index) => {
        if (index) box.append(" 或 ");
        box.append(one.type === "null" ? "空" : this.typeOf(one));
      });
    } else {
      const kinds = [].concat(schema.type || "任意");
      kinds.forEach((kind, index) => {
        if (index) box.append(" 或 ");
        box.append(this.kindOf(kind, schema));
      });
    }
    return box;
  }

  kindOf(kind, schema) {
    const words = {
      string: "文本", integer: "整数", number: "数字", boolean: "真假", object: "对象",
      array: "数组", null: "空",
    };
    const formats = { uuid: "UUID", date: "日期", "date-time": "时间" };
    if (kind === "array") {
      return make("span", {}, "数组：", this.typeOf(schema.items || {}));
    }
    if (schema.contentMediaType) return "文件";
    if (kind === "string" && schema.format) return formats[schema.format] || schema.format;
    return words[kind] || kind;
  }

  limitsOf(schema) {
    const found = [];
    const plain = this.resolve(schema);
    const values = plain.enum || (plain.items && this.resolve(plain.items).enum);
    if (values) found.push(values.filter((one) => one !== null).join(" · "));
    const { minLength, maxLength, minItems, maxItems, minimum, maximum } = plain;
    const range = (least, most, unit) => {
      if (least !== undefined || most !== undefined) {
        found.push(`${least ?? 0}–${most ?? "…"} ${unit}`);
      }
    };
    range(minLength, maxLength, "字符");
    range(minItems, maxItems, "项");
    range(minimum, maximum, "");
    if (plain.pattern) found.push(plain.pattern);
    if (plain.default !== undefined && plain.default !== null) {
      found.push(`默认 ${JSON.stringify(plain.default)}`);
    }
    return found.join("；");
  }

  row(name, isNeeded, place, schema, description) {
    const needed = isNeeded
      ? make("span", { class: "needed", text: " 必填" })
      : null;
    return make("tr", {},
      make("td", {}, make("code", { text: name }), needed),
      place === null ? null : make("td", { class: "soft", text: place }),
      make("td", {}, this.typeOf(schema)),
      line("td", [description || schema.description || "", this.limitsOf(schema)]
        .filter((words) => words).join(" ")));
  }

  table(heads, rows) {
    const head = make("tr", {}, ...heads.map((text) => make("th", { text })));
    return make("div", { class: "scroll" }, make("table", {}, head, ...rows));
  }

  fields(schema) {
    const plain = this.resolve(schema);
    const needed = new Set(plain.required || []);
    const rows = Object.entries(plain.properties || {}).map(([name, inner]) =>
      this.row(name, needed.has(name), null, inner));
    return rows.length ? this.table(["字段", "类型", "说明"], rows) : null;
  }

  parameters(operation) {
    const all = (operation.parameters || []).map((one) => this.resolve(one));
    if (!all.length) return null;
    const rows = all.map((one) =>
      this.row(one.name, one.required, PLACES[one.in] || one.in, one.schema, one.description));
    return make("div", {}, make("h3", { text: "参数" }),
      this.table(["名称", "位置", "类型", "说明"], rows));
  }

  body(operation) {
    if (!operation.requestBody) return null;
    const content = this.resolve(operation.requestBody).content;
    const box = make("div", {}, make("h3", { text: "请求正文" }));
    for (const [type, media] of Object.entries(content)) {
      box.append(make("h4", { text: type }), this.fields(media.schema) || "文件内容本身");
    }
    return box;
  }

  responses(operation) {
    const rows = Object.entries(operation.responses).map(([status, given]) => {
      const response = this.resolve(given);
      const cell = make("td");
      for (const [type, media] of Object.entries(response.content || {})) {
        const name = Page.nameOf(media.schema || {});
        cell.append(name ? this.typeOf(media.schema) : make("code", { text: type }), " ");
      }
      return make("tr", {},
        make("td", {}, make("code", { text: status })),
        line("td", response.description), cell);
    });
    return make("div", {}, make("h3", { text: "答复" }),
      this.table(["状态", "含义", "内容"], rows));
  }

  operation(path, method, operation) {
    const isOpen = operation.security && !operation.security.length;
    const summary = make("summary", {},
      make("span", { class: `method ${method}`, text: method.toUpperCase() }),
      make("span", { class: "path", text: path }),
      isOpen ? make("span", { class: "open", text: "无需登录" }) : null,
      make("span", { class: "does", text: operation.summary }));
    const box = make("details", { class: "operation", id: operation.operationId }, summary);
    // Filled only when opened: the page stays light however long the document is.
    box.addEventListener("toggle", () => {
      if (!box.open || box.children.length > 1) return;
      box.append(make("div", { class: "inside" }, prose(operation.description),
        this.parameters(operation), this.body(operation), this.responses(operation)));
    });
    const words = [path, method, operation.summary, operation.description,
      operation.operationId].join(" ").toLowerCase();
    this.entries.push({ box, words });
    return box;
  }

  operations() {
    const found = [];
    for (const [path, item] of Object.entries(this.api.paths)) {
      for (const method of METHODS) {
        if (item[method]) found.push([path, method, item[method]]);
      }
    }
    return found;
  }

  render(main, contents) {
    document.getElementById("title").textContent =
      `${this.api.info.title} · 接口说明 ${this.api.info.version}`;
    main.replaceChildren(prose(this.api.info.description));
    const all = this.operations();
    for (const tag of this.api.tags) {
      const mine = all.filter(([, , operation]) => operation.tags.includes(tag.name));
      const section = make("section", {}, make("h2", { text: tag.description }));
      contents.append(make("h2", { text: tag.description }));
      for (const [path, method, operation] of mine) {
        section.append(this.operation(path, method, operation));
        const link = make("a", { href: `#${operation.operationId}`, text: operation.summary });
        contents.append(link);
      }
      main.append(section);
    }
    main.append(this.schemas());
  }

  schemas() {
    const section = make("section", {}, make("h2", { text: "数据" }));
    for (const [name, schema] of Object.entries(this.api.components.schemas)) {
      const box = make("details", { class: "operation", id: `schema-${name}` },
        make("summary", {}, make("span", { class: "path", text: name }),
          make("span", { class: "does soft", text: (schema.description || "").split("\n")[0] })),
        make("div", { class: "inside" }, this.fields(schema) || "没有字段"));
      this.entries.push({
        box, words: `${name} ${Object.keys(schema.properties || {}).join(" ")}`.toLowerCase(),
      });
      section.append(box);
    }
    return section;
  }

  search(text) {
    const wanted = text.trim().toLowerCase().split(/\s+/).filter((word) => word);
    for (const { box, words } of this.entries) {
      box.hidden = !wanted.every((word) => words.includes(word));
    }
  }
}

function openNamed() {
  const box = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (box && box.tagName === "DETAILS") {
    box.open = true;
    box.scrollIntoView();
  }
}

async function start() {
  const main = document.getElementById("main");
  try {
    const answer = await fetch("/openapi.json");
    const page = new Page(await answer.json());
    page.render(main, document.getElementById("contents"));
    const search = document.getElementById("search");
    search.addEventListener("input", () => page.search(search.value));
    addEventListener("hashchange", openNamed);
    openNamed();
  } catch (error) {
    main.replaceChildren(make("p", { text: "接口说明读取失败，请刷新重试。" }));
  }
}

start();
