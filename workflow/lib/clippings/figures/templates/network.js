// What a chosen firm shows: its edges in two colours, its partners by name.
// Of firms that overlap, the last is on top.
if (nodes.selected.indices.length > 1) {
  nodes.selected.indices = nodes.selected.indices.slice(-1)
  return
}
const [node] = nodes.selected.indices
const escape = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;")
const ending = (end) => [...edges.data[end].keys()].filter((i) => edges.data[end][i] === node)
const named = (rows, end) =>
  rows.map((i) => escape(nodes.data.name[edges.data[end][i]])).join("、") || "none"
const bought = node === undefined ? [] : ending("customer")
const sold = node === undefined ? [] : ending("supplier")
edges.data.colour.fill(plain)
for (const i of bought) edges.data.colour[i] = buys
for (const i of sold) edges.data.colour[i] = sells
edges.selected.indices = [...bought, ...sold]
edges.change.emit()
details.text = node === undefined ? legend
  : `<b>${escape(nodes.data.name[node])}</b>, degree ${nodes.data.degree[node]},`
  + ` distance ${nodes.data.shown[node]}<br>`
  + `<span style="color:${buys}">━</span> suppliers: ${named(bought, "supplier")}<br>`
  + `<span style="color:${sells}">━</span> customers: ${named(sold, "customer")}`
