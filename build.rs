//! Fetches the front-end libraries named in `static/package-lock.json` and lays the few files the
//! program carries into `OUT_DIR/assets`: one stylesheet, the scripts, the icons.
//!
//! `SEEN_ASSET_DIR` names a folder that already holds `node_modules`, for builds without network.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

type Outcome<T> = Result<T, String>;

fn main() {
    for watched in ["static", "migrations", "templates"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    println!("cargo::rerun-if-env-changed=SEEN_ASSET_DIR");
    if let Err(problem) = lay_out_assets() {
        println!("cargo::error={problem}");
    }
}

fn lay_out_assets() -> Outcome<()> {
    let out = PathBuf::from(env::var("OUT_DIR").map_err(|e| e.to_string())?);
    let modules = match env::var_os("SEEN_ASSET_DIR") {
        Some(folder) => PathBuf::from(folder).join("node_modules"),
        None => install(&out.join("front-end"))?,
    };
    let govuk = modules.join("govuk-frontend/dist/govuk");
    let moj = modules.join("@ministryofjustice/frontend/moj");
    let assets = out.join("assets");
    let images = assets.join("images");
    fs::create_dir_all(&images).map_err(|e| e.to_string())?;

    let css =
        [read(&govuk.join("govuk-frontend.min.css"))?, read(&moj.join("moj-frontend.min.css"))?].map(|css| in_our_dress(&css));
    write(&assets.join("app.css"), &(css.concat() + &read(Path::new("static/seen.css"))?))?;
    for (from, to) in
        [(govuk.join("govuk-frontend.min.js"), "govuk-frontend.js"), (moj.join("moj-frontend.min.js"), "moj-frontend.js")]
    {
        write(&assets.join(to), without_source_map(&read(&from)?))?;
    }
    for own in ["seen.js", "favicon.svg"] {
        write(&assets.join(own), &read(&Path::new("static").join(own))?)?;
    }
    let icons = fs::read_dir(moj.join("assets/images")).map_err(|e| e.to_string())?;
    for icon in icons.flatten().filter(|icon| icon.file_name().to_string_lossy().starts_with("icon-")) {
        fs::copy(icon.path(), images.join(icon.file_name())).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Runs `npm ci` in a folder of its own, once for each state of the lock file.
fn install(folder: &Path) -> Outcome<PathBuf> {
    let modules = folder.join("node_modules");
    let lock = read(Path::new("static/package-lock.json"))?;
    let done = folder.join("installed-lock.json");
    if fs::read_to_string(&done).is_ok_and(|installed| installed == lock) {
        return Ok(modules);
    }
    fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(Path::new("static").join(file), folder.join(file)).map_err(|e| e.to_string())?;
    }
    let ran = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder)
        .output()
        .map_err(|e| {
            format!("npm could not be started ({e}): install Node.js, or set SEEN_ASSET_DIR to a folder that holds node_modules")
        })?;
    if !ran.status.success() {
        let said = String::from_utf8_lossy(&ran.stderr).replace('\n', " ");
        return Err(format!("npm ci failed: {said}. Without network, set SEEN_ASSET_DIR to a folder that holds node_modules"));
    }
    write(&done, &lock)?;
    Ok(modules)
}

/// Arial instead of the government's own typeface, and no crest: this is a council's service
/// (domain/interfaces.md, Front-end packages).
fn in_our_dress(css: &str) -> String {
    let mut rest = css;
    let mut kept = String::with_capacity(css.len());
    while let Some(start) = rest.find("@font-face{") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].split_once('}').map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    without_source_map(&kept).replace("GDS Transport,arial", "arial").replace("\"GDS Transport\",arial", "arial")
}

fn without_source_map(text: &str) -> &str {
    let end = text.rfind("//# sourceMappingURL").or_else(|| text.rfind("/*# sourceMappingURL")).unwrap_or(text.len());
    &text[..end]
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))
}

fn write(file: &Path, text: &str) -> Outcome<()> {
    fs::write(file, text).map_err(|e| format!("{}: {e}", file.display()))
}
