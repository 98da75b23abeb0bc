export async function handler({ subpath, query }, { identity }) {
  return { what: subpath, price: 4 * Number(query.count), askedBy: identity.name };
}
