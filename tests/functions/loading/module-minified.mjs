import{basename as b}from"node:path";var r=async()=>({statusCode:200,body:{shape:b("/x/module-minified")}});export{r as handler};
