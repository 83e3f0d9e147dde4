use super::*;

#[test]
fn a_written_file_is_whole_and_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Brief für Änne 🙂.md");
    write_atomic(&path, b"one").unwrap();
    write_atomic(&path, "zwei\r\ndrei".as_bytes()).unwrap();
    assert_eq!(read_text(&path).unwrap(), "zwei\ndrei");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_survive() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("real.md");
    let link = folder.path().join("link.md");
    fs::write(&real, "old").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    write_atomic(&link, b"new").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_failed_write_keeps_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept.md");
    fs::write(&path, "kept").unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert!(matches!(write_atomic(&path, b"lost"), Err(FileError::Denied(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
    assert!(matches!(
        write_atomic(folder.path(), b"x"),
        Err(FileError::IsFolder(_))
    ));
    assert!(matches!(
        write_atomic(&folder.path().join("no/such/x.md"), b"x"),
        Err(FileError::NoFolder(_, missing)) if missing.ends_with("no/such")
    ));
}

#[test]
fn a_full_disk_is_named() {
    let error = FileError::new(Path::new("a.md"), io::Error::from(io::ErrorKind::StorageFull));
    assert!(error.to_string().contains("disk is full"), "{error}");
}

#[test]
fn what_is_no_document_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.md");
    assert!(matches!(read_text(&path), Err(FileError::Missing(_))));
    assert!(matches!(read_text(folder.path()), Err(FileError::IsFolder(_))));
    fs::write(&path, [0xff, 0xfe, b'a', 0]).unwrap();
    assert!(matches!(read_text(&path), Err(FileError::NotText(_))));
    fs::write(&path, b"a\0b").unwrap();
    assert!(matches!(read_text(&path), Err(FileError::NotText(_))));
    File::create(&path).unwrap().set_len(MAX_BYTES + 1).unwrap();
    assert!(matches!(read_text(&path), Err(FileError::TooLarge { .. })));
    fs::write(&path, b"\xef\xbb\xbfa\rb\r\nc\n").unwrap();
    assert_eq!(read_text(&path).unwrap(), "a\nb\nc\n");
}

#[test]
fn names_out_of_words_can_be_written_everywhere() {
    for (words, stem) in [
        ("# Letter to Anna\nDear Anna", "Letter to Anna"),
        ("a/b\\c: \"d\"?", "a b c d"),
        ("", "Untitled"),
        ("...", "Untitled"),
        ("CON", "CON document"),
        (
            "A first line that goes on and on until nobody would want it as a file's name any more",
            "A first line that goes on and on until nobody would want it",
        ),
    ] {
        assert_eq!(file_stem(words), stem);
    }
}

#[test]
fn a_spoken_name_finds_its_file_and_a_free_one_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let letter = free_path(folder.path(), "Letter to Anna", "md");
    fs::write(&letter, "x").unwrap();
    fs::write(folder.path().join("picture.png"), "x").unwrap();
    assert_eq!(find_spoken(folder.path(), "letter to anna"), Some(letter.clone()));
    assert_eq!(
        find_spoken(folder.path(), "letter to Anna.md"),
        Some(letter.clone())
    );
    assert_eq!(find_spoken(folder.path(), "picture"), None);
    assert_eq!(find_spoken(folder.path(), ""), None);
    assert_eq!(
        find_spoken(folder.path(), "../letter to anna"),
        Some(letter.clone()),
        "only the letters count"
    );
    assert_eq!(
        find_spoken(&folder.path().join("nowhere"), "letter to anna"),
        None
    );
    let second = free_path(folder.path(), "Letter to Anna", "md");
    assert!(second.ends_with("Letter to Anna 2.md"));
    assert_eq!(
        list_folder(folder.path(), Wanted::Documents).unwrap(),
        (vec![], vec!["Letter to Anna.md".to_owned()])
    );
}

#[test]
fn a_spoken_name_leads_out_of_no_folder() {
    let folder = Path::new("documents");
    for (name, file) in [
        ("meeting notes", "meeting notes.md"),
        ("../outside", "outside.md"),
        ("/etc/hostname", "etc hostname.md"),
        ("..", "Untitled.md"),
        ("a\\b.txt", "a b.txt"),
        ("plan\u{1b}[2J", "plan [2J.md"),
        ("nul", "nul document.md"),
    ] {
        assert_eq!(spoken_path(folder, name), folder.join(file), "{name}");
    }
}

#[test]
fn a_new_file_takes_no_other_ones_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.md");
    write_new(&path, b"one").unwrap();
    assert!(matches!(write_new(&path, b"two"), Err(FileError::Exists(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), "one");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(matches!(
        write_new(&folder.path().join("no/new.md"), b"x"),
        Err(FileError::NoFolder(..))
    ));
}

#[test]
fn a_name_as_long_as_the_system_takes_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{}.md", "ä".repeat(126)));
    write_atomic(&path, b"one").unwrap();
    write_atomic(&path, b"two").unwrap();
    assert_eq!(read_text(&path).unwrap(), "two");
    let longer = folder.path().join("ä".repeat(150));
    assert!(matches!(write_atomic(&longer, b"x"), Err(FileError::TooLong(_))));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_written_through() {
    write_atomic(Path::new("/dev/null"), b"gone").unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    let full = write_atomic(Path::new("/dev/full"), b"x");
    assert!(matches!(full, Err(FileError::Full(_))), "{full:?}");
}

#[cfg(unix)]
#[test]
fn names_of_one_file_are_known_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let [one, hard, soft, other] = ["one", "hard", "soft", "other"].map(|name| folder.path().join(name));
    fs::write(&one, "x").unwrap();
    fs::write(&other, "x").unwrap();
    fs::hard_link(&one, &hard).unwrap();
    std::os::unix::fs::symlink(&one, &soft).unwrap();
    assert!(same_file(&one, &hard) && same_file(&one, &soft) && !same_file(&one, &other));
    assert!(!same_file(&one, &folder.path().join("missing")));
}

#[test]
fn models_are_listed_without_what_comes_along_with_them() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "gemma.gguf",
        "mmproj-gemma.gguf",
        "ggml-base.bin",
        "data.bin",
        "notes.md",
    ] {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    for name in ["plain", "gemma-12b", "gemma-assistant"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    std::fs::write(folder.path().join("gemma-12b/config.json"), "{}").unwrap();
    let (folders, mut models) = list_folder(folder.path(), Wanted::Models).unwrap();
    models.sort();
    assert_eq!(folders, ["gemma-assistant", "plain"]);
    assert_eq!(models, ["gemma-12b", "gemma.gguf", "ggml-base.bin"]);
}
