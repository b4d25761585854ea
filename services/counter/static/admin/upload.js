/**
 * Upload a file to the counter service's API, without a timeout: resolves with {status, body}, like
 * CounterApi.ask; onProgress(percent).
 */
export function upload(api, path, file, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", api.base + path);
    request.responseType = "json";
    for (const [name, value] of Object.entries(api.headers("application/octet-stream")))
      request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(Math.floor((loaded * 100) / total));
    request.onloadend = () => resolve({ status: request.status, body: request.response ?? {} });
    request.send(file);
  });
}
