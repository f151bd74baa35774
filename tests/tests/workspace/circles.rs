//! No module of a crate depends in a circle on another, but on its parent or child: what is below can be read alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use syn::{Item, UseTree, visit::Visit};

/// A module's path within its crate; empty for the root.
type Module = Vec<String>;

#[test]
fn modules_depend_in_no_circle() {
    let crates = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates")).unwrap();
    let mut circles = Vec::new();
    for folder in crates.map(|entry| entry.unwrap().path().join("src")).filter(|folder| folder.is_dir()) {
        let modules = modules(&folder);
        let names: BTreeSet<_> = modules.keys().cloned().collect();
        let mut edges = BTreeMap::<_, BTreeSet<_>>::new();
        for (module, file) in &modules {
            for other in dependencies(module, file, &names) {
                let (from, to) = siblings(module, &other);
                edges.entry(from).or_default().insert(to);
            }
        }
        let circle = circle(&edges).into_iter().map(|module| module.join("::")).collect::<Vec<_>>();
        if !circle.is_empty() {
            circles.push(format!("{}: {}", folder.display(), circle.join(" → ")));
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn a_circle_is_found() {
    let module = |name: &str| vec![name.to_owned()];
    let edges = |of: &[(&str, &[&str])]| {
        let edge = |(from, to): &(&str, &[&str])| (module(from), to.iter().map(|name| module(name)).collect());
        of.iter().map(edge).collect()
    };
    assert!(circle(&edges(&[("a", &["b"]), ("b", &["c"]), ("c", &[])])).is_empty());
    assert_eq!(circle(&edges(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"])])), [module("b"), module("c"), module("b")]);
    let (inner, other) = (["a".to_owned(), "inner".to_owned()], ["b".to_owned()]);
    assert_eq!(siblings(&inner.to_vec(), &other.to_vec()), (module("a"), module("b")));
}

/// The files of a crate by the modules they are, without those of tests and executables.
fn modules(folder: &Path) -> BTreeMap<Module, syn::File> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let module = module(&path.strip_prefix(folder).unwrap().with_extension(""));
                if module.last().is_none_or(|name| name != "tests") && module.first().is_none_or(|name| name != "bin") {
                    found.insert(module, syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap());
                }
            }
        }
    }
    found
}

/// The modules of one parent that two others are, or are in.
fn siblings(module: &Module, other: &Module) -> (Module, Module) {
    let shared = module.iter().zip(other).take_while(|(name, another)| name == another).count();
    (module[..=shared].to_vec(), other[..=shared].to_vec())
}

fn module(path: &Path) -> Module {
    let names: Module = path.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if names == ["lib"] || names == ["main"] { Module::new() } else { names }
}

/// The modules that a file names, other than its parents and children.
fn dependencies(module: &Module, file: &syn::File, all: &BTreeSet<Module>) -> BTreeSet<Module> {
    let mut paths = Paths::default();
    file.items.iter().filter(|item| !is_test(item)).for_each(|item| paths.visit_item(item));
    let resolved = paths.0.into_iter().filter_map(|path| resolve(module, &path, all));
    resolved.filter(|other| !other.starts_with(module) && !module.starts_with(other)).collect()
}

fn is_test(item: &Item) -> bool {
    matches!(item, Item::Mod(inner) if inner.ident == "tests")
}

/// The longest module that a path leads to.
fn resolve(module: &Module, path: &[String], all: &BTreeSet<Module>) -> Option<Module> {
    let supers = path.iter().take_while(|name| *name == "super").count();
    let mut absolute = match path.first()?.as_str() {
        "crate" => path[1..].to_vec(),
        "super" => [&module[..module.len().checked_sub(supers)?], &path[supers..]].concat(),
        "self" => [module, &path[1..]].concat(),
        first => {
            let child = [module.as_slice(), &[first.to_owned()]].concat();
            if !all.contains(&child) {
                return None;
            }
            [module.as_slice(), path].concat()
        }
    };
    while !all.contains(&absolute) {
        absolute.pop()?;
    }
    Some(absolute)
}

/// Every path in some items, of uses as of expressions.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add(&mut Vec::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }
}

impl Paths {
    fn add(&mut self, before: &mut Vec<String>, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.add(before, &path.tree);
                before.pop();
            }
            UseTree::Name(name) => self.0.push([before.as_slice(), &[name.ident.to_string()]].concat()),
            UseTree::Rename(name) => self.0.push([before.as_slice(), &[name.ident.to_string()]].concat()),
            UseTree::Glob(_) => self.0.push(before.clone()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add(before, tree)),
        }
    }
}

/// The first circle found, if any: its modules, the first of them again at the end.
fn circle(edges: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<Module> {
    let mut done = BTreeSet::new();
    for start in edges.keys() {
        if let Some(circle) = follow(start, edges, &mut Vec::new(), &mut done) {
            return circle;
        }
    }
    Vec::new()
}

fn follow(
    module: &Module,
    edges: &BTreeMap<Module, BTreeSet<Module>>,
    way: &mut Vec<Module>,
    done: &mut BTreeSet<Module>,
) -> Option<Vec<Module>> {
    if let Some(place) = way.iter().position(|passed| passed == module) {
        return Some(way[place..].iter().chain([module]).cloned().collect());
    }
    if done.contains(module) {
        return None;
    }
    way.push(module.clone());
    let found = edges.get(module).into_iter().flatten().find_map(|next| follow(next, edges, way, done));
    way.pop();
    done.insert(module.clone());
    found
}
