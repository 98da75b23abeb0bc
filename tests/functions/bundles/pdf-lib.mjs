// Draws a PDF with as many pages as ?pages= asks for.
import { PDFDocument, StandardFonts, rgb } from 'pdf-lib';

export const handler = async (request) => {
  const document = await PDFDocument.create();
  document.setTitle('A sample');
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let page = 1; page <= Number(request.query.pages ?? 1); page += 1) {
    document.addPage([300, 200]).drawText(`Page ${page}`, { x: 40, y: 120, size: 24, font, color: rgb(0, 0.3, 0.6) });
  }
  return { statusCode: 200, headers: { 'content-type': 'application/pdf' }, body: await document.save() };
};
